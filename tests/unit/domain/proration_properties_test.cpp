// What proration promises whatever the term, day, price and quantity. What is left of a term is
// counted again here day by day, as a fraction that is never rounded.
//
// RapidCheck prints its seed; RC_PARAMS="seed=..." repeats a run (CONTRIBUTING.md).
#include <catch2/catch.hpp>
#include <cstdlib>
#include <numeric>
#include <rapidcheck.h>
#include <vector>

#include "domain/term.hpp"

using namespace tenure;

namespace {

namespace chr = std::chrono;

Money eur(std::int64_t cents) {
    return {cents, Currency::eur()};
}

struct Fraction {
    std::int64_t numerator = 0, denominator = 1;
    void add(std::int64_t top, std::int64_t bottom) {
        numerator = numerator * bottom + top * denominator;
        denominator *= bottom;
        const std::int64_t common = std::gcd(numerator, denominator);
        numerator /= common;
        denominator /= common;
    }
    bool operator==(const Fraction&) const = default;
};

/// Months left as the sum of their days: each day is one part of the month of the term that it
/// lies in, and those months begin on the anchor day or the last day of a shorter month.
Fraction months_left_by_days(const Term& term, Date from) {
    Fraction left;
    for (Date day = term.starts_on; day < term.renews_on;) {
        const chr::year_month_day ymd(day);
        const chr::year_month following = ymd.year() / ymd.month() + chr::months(1);
        const unsigned last = unsigned((following / chr::last).day());
        const Date next(following / chr::day(std::min(term.anchor_day, last)));
        const int length = static_cast<int>((next - day).count());
        for (; day < next; day += chr::days(1))
            if (day >= from) left.add(1, length);
    }
    return left;
}

Fraction months_of(const RemainingPeriod& period) {
    Fraction months;
    months.add(period.months, 1);
    if (period.days > 0) months.add(period.days, period.days_in_partial_month);
    return months;
}

Term any_term() {
    const auto start =
        parse_date("2023-01-01").value() + chr::days(*rc::gen::inRange(0, 4 * 366 + 365));
    const Cycle cycle = *rc::gen::element(Cycle::quarterly, Cycle::annual);
    Term term = first_term(start, cycle);
    for (int n = *rc::gen::inRange(0, 12); n > 0; --n) term = next_term(term, cycle);
    return term;
}

Date any_day_of(const Term& term) {
    const auto length = static_cast<int>((term.renews_on - term.starts_on).count());
    return term.starts_on + chr::days(*rc::gen::inRange(0, length));
}

std::int64_t cost(std::int64_t price, std::int64_t quantity, const Term& term, Date from) {
    return prorate(eur(price), quantity, remaining_period(term, from)).value().minor();
}

}  // namespace

TEST_CASE("What is left of a term is the sum of its days, each a part of its month") {
    REQUIRE(rc::check("every day of a term", [] {
        const Term term = any_term();
        for (Date day = term.starts_on; day <= term.renews_on; day += chr::days(1)) {
            const Fraction expected = months_left_by_days(term, day);
            RC_ASSERT(months_of(remaining_period(term, day)) == expected);
        }
    }));
}

TEST_CASE("A line is its exact price rounded half away from zero, once") {
    REQUIRE(rc::check("within half a cent", [] {
        const Term term = any_term();
        const Date from = any_day_of(term);
        const auto price = *rc::gen::inRange<std::int64_t>(-100'000, 100'000);
        const auto quantity = *rc::gen::inRange<std::int64_t>(1, 10'000);
        const Fraction left = months_left_by_days(term, from);
        const std::int64_t exact = price * quantity * left.numerator;  // of so many parts of a cent
        const std::int64_t rounded = cost(price, quantity, term, from) * left.denominator;
        const std::int64_t away = exact < 0 ? exact - rounded : rounded - exact;
        RC_ASSERT(2 * away <= left.denominator);  // half a cent is rounded up...
        RC_ASSERT(2 * away > -left.denominator);  // ... and never down
    }));
}

TEST_CASE("Adding one by one costs what adding at once costs, within a cent a line") {
    REQUIRE(rc::check("units on one day", [] {
        const Term term = any_term();
        const Date from = any_day_of(term);
        const auto price = *rc::gen::inRange<std::int64_t>(1, 50'000);
        const auto parts = *rc::gen::suchThat(
            rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 40)),
            [](const auto& list) { return !list.empty(); });
        std::int64_t together = 0;
        for (const std::int64_t part : parts) together += cost(price, part, term, from);
        const std::int64_t quantity = std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
        const std::int64_t at_once = cost(price, quantity, term, from);
        RC_ASSERT(std::abs(together - at_once) <= static_cast<std::int64_t>(parts.size()));
        std::int64_t singly = 0;
        for (std::int64_t unit = 0; unit < quantity; ++unit) singly += cost(price, 1, term, from);
        RC_ASSERT(std::abs(singly - at_once) <= quantity);
    }));
}

TEST_CASE("Time that is split costs what it costs whole, within a cent a piece") {
    REQUIRE(rc::check("pieces of a term", [] {
        const Term term = any_term();
        const auto price = *rc::gen::inRange<std::int64_t>(1, 50'000);
        const auto quantity = *rc::gen::inRange<std::int64_t>(1, 100);
        Date from = any_day_of(term);
        const std::int64_t whole = cost(price, quantity, term, from);
        std::int64_t sum = 0;
        std::int64_t pieces = 0;
        while (from < term.renews_on) {
            const Date until = std::min(term.renews_on, from + chr::days(*rc::gen::inRange(1, 90)));
            // The piece alone: its exact share, rounded once.
            Fraction share = months_left_by_days(term, from);
            const Fraction rest = months_left_by_days(term, until);
            share.add(-rest.numerator, rest.denominator);
            sum += multiply_ratio(eur(price * quantity), share.numerator, share.denominator)
                       .value()
                       .minor();
            ++pieces;
            from = until;
        }
        RC_ASSERT(std::abs(sum - whole) <= pieces);
    }));
}

TEST_CASE("An upgrade costs the difference of the prices, within a cent a line") {
    REQUIRE(rc::check("old plan credited, new plan charged", [] {
        const Term term = any_term();
        const Date from = any_day_of(term);
        const auto quantity = *rc::gen::inRange<std::int64_t>(1, 1'000);
        const auto old_price = *rc::gen::inRange<std::int64_t>(1, 50'000);
        const auto dearer = *rc::gen::inRange<std::int64_t>(0, 50'000);
        const std::int64_t credit = cost(-old_price, quantity, term, from);
        RC_ASSERT(credit == -cost(old_price, quantity, term, from));
        const std::int64_t charge = cost(old_price + dearer, quantity, term, from);
        RC_ASSERT(std::abs(charge + credit - cost(dearer, quantity, term, from)) <= 2);
        RC_ASSERT(charge + credit >= 0);
    }));
}

TEST_CASE("Exactly two months left at 15 euro a month cost 30.00, for every anchor and month") {
    for (Date start = parse_date("2027-01-01").value(); start < parse_date("2029-01-01").value();
         start += chr::days(1)) {
        for (const Cycle cycle : {Cycle::quarterly, Cycle::annual}) {
            const Term term = first_term(start, cycle);
            const Date two_months_before = add_months(term.renews_on, -2, term.anchor_day);
            CAPTURE(to_string(start), to_string(term.renews_on), to_string(two_months_before));
            if (cost(1500, 1, term, two_months_before) != 3000)
                CHECK(cost(1500, 1, term, two_months_before) == 3000);
        }
    }
}
