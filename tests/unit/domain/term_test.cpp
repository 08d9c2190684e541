#include "domain/term.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure;

namespace {

Date day(std::string_view text) {
    return parse_date(text).value();
}
Timestamp instant(std::string_view text) {
    return parse_timestamp(text).value();
}
TimeZone brussels() {
    return TimeZone::find("Europe/Brussels").value();
}
Money eur(std::int64_t cents) {
    return {cents, Currency::eur()};
}
Term term_until(std::string_view renews_on, unsigned anchor) {
    Term term;
    term.anchor_day = anchor;
    term.renews_on = day(renews_on);
    term.starts_on = add_months(term.renews_on, -3, anchor);
    return term;
}

}  // namespace

TEST_CASE("A term that began on the 31st keeps its anchor through short months") {
    Term term = first_term(day("2026-01-31"), Cycle::quarterly);
    REQUIRE(term.renews_on == day("2026-04-30"));
    term = next_term(term, Cycle::quarterly);
    REQUIRE(term.starts_on == day("2026-04-30"));
    REQUIRE(term.renews_on == day("2026-07-31"));
    REQUIRE(term.number == 2);
}

TEST_CASE("A yearly term that began on 29 February returns to it in leap years") {
    Term term = first_term(day("2028-02-29"), Cycle::annual);
    REQUIRE(term.renews_on == day("2029-02-28"));
    for (int i = 0; i < 3; ++i) term = next_term(term, Cycle::annual);
    REQUIRE(term.renews_on == day("2032-02-29"));
}

TEST_CASE("Terms of any length follow each other without gap or drift") {
    REQUIRE(rc::check([](bool annual) {
        const auto offset = *rc::gen::inRange(0, 20'000);
        const Date start = day("2000-01-01") + std::chrono::days(offset);
        const Cycle cycle = annual ? Cycle::annual : Cycle::quarterly;
        Term term = first_term(start, cycle);
        for (int n = 1; n <= 8; ++n) {
            RC_ASSERT(term.renews_on == add_months(start, n * months_in(cycle), term.anchor_day));
            const Term next = next_term(term, cycle);
            RC_ASSERT(next.starts_on == term.renews_on);
            RC_ASSERT(next.renews_on > next.starts_on);
            term = next;
        }
    }));
}

TEST_CASE("The last day of the change window is 15 days before the renewal, to its last moment") {
    const Term term = term_until("2026-01-16", 16);
    const auto inside = change_window(term, brussels(), instant("2026-01-01T22:59:59.999999Z"));
    REQUIRE(inside.deadline == day("2026-01-01"));
    REQUIRE(inside.open);
    REQUIRE(inside.closes_at == instant("2026-01-01T23:00:00Z"));
    REQUIRE_FALSE(change_window(term, brussels(), inside.closes_at).open);
}

TEST_CASE("What is left of a term is whole months on its anchor, then days of the partial month") {
    const Term term = term_until("2026-04-30", 31);
    REQUIRE(remaining_period(term, day("2026-01-31")) == RemainingPeriod{3, 0, 0});
    REQUIRE(remaining_period(term, day("2026-02-28")) == RemainingPeriod{2, 0, 0});
    REQUIRE(remaining_period(term, day("2026-03-31")) == RemainingPeriod{1, 0, 0});
    REQUIRE(remaining_period(term, day("2026-03-01")) == RemainingPeriod{1, 30, 31});
    REQUIRE(remaining_period(term, day("2026-04-29")) == RemainingPeriod{0, 1, 30});
    REQUIRE(remaining_period(term, day("2026-04-30")) == RemainingPeriod{0, 0, 0});
    REQUIRE(remaining_period(term, day("2026-05-01")) == RemainingPeriod{0, 0, 0});
}

TEST_CASE("Two months left at 15 euro a month cost 30 euro") {
    const Term term = term_until("2026-03-16", 16);
    const auto left = remaining_period(term, day("2026-01-16"));
    REQUIRE(prorate(eur(1500), 1, left).value() == eur(3000));
}

TEST_CASE("Half a month of three users is charged by the day and rounded once") {
    // 16 of 31 days: 3 × 30.00 × 16 ÷ 31 = 46.4516 → 46.45, where rounding each user's 15.48
    // would give 46.44.
    const RemainingPeriod left{0, 16, 31};
    REQUIRE(prorate(eur(3000), 3, left).value() == eur(4645));
}

TEST_CASE("The whole term prorated is the term's price, and never more than that afterwards") {
    REQUIRE(rc::check([] {
        const auto offset = *rc::gen::inRange(0, 20'000);
        const auto price = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
        const auto quantity = *rc::gen::inRange<std::int64_t>(1, 1'000);
        const Date start = day("2000-01-01") + std::chrono::days(offset);
        const Term term = first_term(start, Cycle::quarterly);
        Money last = prorate(eur(price), quantity, remaining_period(term, start)).value();
        RC_ASSERT(last == eur(price * quantity * 3));
        for (Date at = start; at <= term.renews_on; at += std::chrono::days(1)) {
            const Money now = prorate(eur(price), quantity, remaining_period(term, at)).value();
            RC_ASSERT(now.minor() <= last.minor());
            last = now;
        }
        RC_ASSERT(last.is_zero());
    }));
}

TEST_CASE("A price beyond all bounds is an error, not a wrong amount") {
    REQUIRE(prorate(eur(largest_amount), 1000, {12, 0, 0}).error().code == "amount_overflow");
}

TEST_CASE("A trial is term 0 of so many days, the paid term after it has its own anchor") {
    const Term trial = trial_term(day("2026-11-23"), 14, Cycle::annual);
    REQUIRE(trial.is_trial());
    REQUIRE(trial.renews_on == day("2026-12-07"));
    const Term paid = term_after(trial, trial.cycle);
    REQUIRE(paid == first_term(day("2026-12-07"), Cycle::annual));
    REQUIRE(term_after(paid, Cycle::quarterly) == next_term(paid, Cycle::quarterly));
}

TEST_CASE("A reader rolls a term forward over the renewals that it has not heard of") {
    const Term first = first_term(day("2026-01-31"), Cycle::quarterly);
    REQUIRE(term_on(first, {}, day("2026-04-29")) == first);
    const Term second = term_on(first, {}, day("2026-04-30"));
    REQUIRE(second.number == 2);
    REQUIRE(second.renews_on == day("2026-07-31"));
    REQUIRE(term_on(first, {}, day("2027-01-30")).number == 4);
    const std::vector<CycleChange> changes{{day("2026-04-30"), Cycle::annual}};
    REQUIRE(term_on(first, changes, day("2026-12-31")).renews_on == day("2027-04-30"));
    REQUIRE(term_on(first, changes, day("2027-05-01")).number == 3);
    const Term trial = trial_term(day("2026-11-23"), 14, Cycle::quarterly);
    REQUIRE(term_on(trial, {}, day("2026-12-07")).number == 1);
}
