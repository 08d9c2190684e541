// Dates against vectors generated with js-temporal and cross-checked with Python's zoneinfo.
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "conformance/table.hpp"
#include "domain/term.hpp"
#include "domain/time_zone.hpp"

using namespace tenure;
using conformance::Table;

namespace {

Date date(const std::string& text) {
    return parse_date(text).value();
}
Timestamp instant(const std::string& text) {
    return parse_timestamp(text).value();
}
TimeZone brussels() {
    return TimeZone::find("Europe/Brussels").value();
}

}  // namespace

TEST_CASE("Calendar: period n ends n periods after the anchor, clamped to the month's end") {
    const auto table = Table::load("calendar/anchor_plus_n_periods.tsv");
    if (!table) return;
    const std::map<std::string, int> months = {{"P1M", 1}, {"P3M", 3}, {"P1Y", 12}};
    for (std::size_t row = 0; row < table->size(); ++row) {
        const Date anchor = date(table->at(row, "anchor"));
        const int n = std::stoi(table->at(row, "n"));
        CAPTURE(table->at(row, "anchor"), table->at(row, "period"), n);
        const int step = months.at(table->at(row, "period"));
        const unsigned day{std::chrono::year_month_day(anchor).day()};
        CHECK(to_string(add_months(anchor, n * step, day)) == table->at(row, "expected_date"));
    }
    CHECK(table->size() >= 390);
}

TEST_CASE("Calendar: terms that follow one another keep the anchor") {
    const auto table = Table::load("calendar/anchor_plus_n_periods.tsv");
    if (!table) return;
    int compared = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string& period = table->at(row, "period");
        if (period == "P1M") continue;  // nobody is billed by the month
        const Cycle cycle = period == "P3M" ? Cycle::quarterly : Cycle::annual;
        CAPTURE(table->at(row, "anchor"), period, table->at(row, "n"));
        Term term = first_term(date(table->at(row, "anchor")), cycle);
        for (int n = std::stoi(table->at(row, "n")); n > 1; --n) term = next_term(term, cycle);
        CHECK(to_string(term.renews_on) == table->at(row, "expected_date"));
        ++compared;
    }
    CHECK(compared >= 260);
}

TEST_CASE("Calendar: a day in Brussels begins when the vectors say, also when clocks change") {
    const auto table = Table::load("calendar/brussels_local_to_utc.tsv");
    if (!table) return;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const Date day = date(table->at(row, "local").substr(0, 10));
        CAPTURE(table->at(row, "local"), table->at(row, "disambiguation"));
        CHECK(to_string(brussels().start_of(day)) == table->at(row, "start_of_day_utc"));
        CHECK(brussels().date_of(instant(table->at(row, "instant_utc"))) == day);
    }
    CHECK(table->size() >= 590);
}

TEST_CASE("Calendar: the change window closes at the end of its last local day") {
    const auto table = Table::load("calendar/cutoff_days_before_renewal.tsv");
    if (!table) return;
    for (std::size_t row = 0; row < table->size(); ++row) {
        Term term;
        term.renews_on = date(table->at(row, "renewal_date"));
        const int days = std::stoi(table->at(row, "days_before"));
        const Timestamp cutoff = instant(table->at(row, "cutoff_instant_utc"));
        CAPTURE(table->at(row, "renewal_date"), days);
        const auto last = cutoff - std::chrono::microseconds(1);
        const ChangeWindow window = change_window(term, brussels(), last, days);
        CHECK(to_string(window.deadline) == table->at(row, "last_allowed_local_date"));
        CHECK(window.closes_at == cutoff);
        CHECK(window.open);
        CHECK_FALSE(change_window(term, brussels(), cutoff, days).open);
        const auto left = brussels().start_of(term.renews_on) - window.closes_at;
        CHECK(left ==
              std::chrono::hours(std::stoi(table->at(row, "hours_between_cutoff_and_renewal"))));
    }
    CHECK(table->size() >= 78);
}
