// Proration against Kill Bill's in-advance vectors, as far as its rule is ours.
//
// Both count whole days on the local calendar: days left ÷ days of the billing period that holds
// them. Ours counts by the month of a price per month, Kill Bill's by the plan's own period. So:
// - MONTHLY rows that end on the bill cycle day: the same rule, compared to nine decimals;
// - MONTHLY rows that end elsewhere: out of scope, a term always ends on its anchor;
// - MONTHLY rows whose first cycle day is clamped to the month's end: out of scope, Kill Bill
// counts
//   the month before back from the clamped date (28 Feb -> 28 Jan), ours from the anchor (31 Jan);
// - QUARTERLY and ANNUAL rows: out of scope where days are left, since 14 of 90 days of a quarter
//   are not 14 of 30 days of a month; whole periods are compared by the anchor vectors.
#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "conformance/table.hpp"
#include "domain/term.hpp"

using namespace tenure;
using conformance::Table;

namespace {

Date date(const std::string& text) {
    return parse_date(text).value();
}

/// The first day after `day` that is a bill cycle day.
Date next_bill_cycle_day(Date day, unsigned bill_cycle_day) {
    const Date this_month = add_months(day, 0, bill_cycle_day);
    return this_month > day ? this_month : add_months(day, 1, bill_cycle_day);
}

/// The term that ends where Kill Bill stops charging; nothing when that is no bill cycle day.
std::optional<Term> term_of(const Table& table, std::size_t row) {
    Term term;
    term.anchor_day = static_cast<unsigned>(std::stoul(table.at(row, "bill_cycle_day")));
    term.starts_on = date(table.at(row, "start"));
    term.renews_on = next_bill_cycle_day(std::max(date(table.at(row, "target")), term.starts_on),
                                         term.anchor_day);
    const std::string& end = table.at(row, "end");
    if (!end.empty()) term.renews_on = std::min(term.renews_on, date(end));
    if (add_months(term.renews_on, 0, term.anchor_day) != term.renews_on) return std::nullopt;
    return term;
}

/// True when the first cycle day on or after the start stands in a month without the anchor day.
bool starts_clamped(const Term& term) {
    const Date first = next_bill_cycle_day(term.starts_on - std::chrono::days(1), term.anchor_day);
    return unsigned(std::chrono::year_month_day(first).day()) != term.anchor_day;
}

/// Kill Bill's decimal with nine places, as an integer.
std::int64_t billionths(const std::string& text) {
    const auto point = text.find('.');
    std::string fraction = point == std::string::npos ? "" : text.substr(point + 1);
    fraction.resize(9, '0');
    return std::stoll(text.substr(0, point) + fraction);
}

}  // namespace

TEST_CASE("Proration: monthly charges up to the bill cycle day are Kill Bill's") {
    const auto table = Table::load("proration/killbill_in_advance.tsv");
    if (!table) return;
    int compared = 0;
    int other_end = 0;
    int other_period = 0;
    int clamped = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        if (table->at(row, "period") != "MONTHLY") {
            ++other_period;
            continue;
        }
        const std::optional<Term> term = term_of(*table, row);
        if (!term || date(table->at(row, "target")) < term->starts_on) {
            ++other_end;
            continue;
        }
        if (starts_clamped(*term)) {
            ++clamped;
            continue;
        }
        CAPTURE(table->at(row, "test"), table->at(row, "start"), table->at(row, "end"),
                table->at(row, "target"), table->at(row, "bill_cycle_day"));
        const Money cycle(1'000'000'000, Currency::eur());
        const RemainingPeriod charged = remaining_period(*term, term->starts_on);
        CHECK(prorate(cycle, 1, charged).value().minor() ==
              billionths(table->at(row, "expected_cycles")));
        ++compared;
    }
    CHECK(compared >= 30);
    CHECK(clamped <= 5);
    CHECK(other_end <= 25);
    CHECK(other_period == 81);
}
