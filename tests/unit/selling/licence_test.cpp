#include "selling/licence.hpp"

#include <catch2/catch.hpp>

using namespace tenure;
using namespace tenure::selling;

namespace {

Date day(std::string_view text) {
    return parse_date(text).value();
}
const Timestamp begin = parse_timestamp("2026-10-16T08:00:00Z").value();
const Timestamp later = begin + std::chrono::hours(1);

Licence licence() {
    OrderOutcome outcome;
    outcome.term = first_term(day("2026-10-16"), Cycle::quarterly);
    outcome.time_zone = "Europe/Brussels";
    return begun("lic_1", outcome, begin);
}

}  // namespace

TEST_CASE("A term whose news is late rolls on, by the cycle that was announced for it") {
    Licence made = licence();
    REQUIRE(to_string(term_on(made, day("2027-01-15")).renews_on) == "2027-01-16");
    REQUIRE(to_string(term_on(made, day("2027-01-16")).renews_on) == "2027-04-16");
    made.pending_cycle = PendingCycle{"chg_1", Cycle::annual, later};
    REQUIRE(to_string(term_on(made, day("2027-01-16")).renews_on) == "2028-01-16");
}

TEST_CASE("A trial and an ended licence keep their term") {
    Licence made = licence();
    made.term.number = 0;
    REQUIRE(term_on(made, day("2030-01-01")) == made.term);
    made.term.number = 1;
    made.ended_on = day("2027-01-16");
    REQUIRE(term_on(made, day("2030-01-01")) == made.term);
}

TEST_CASE("News changes the licence once") {
    const Licence before = licence();
    const auto suspended = after_news(before, StandingChanged{Standing::suspended, later}, later);
    REQUIRE(suspended->standing == Standing::suspended);
    REQUIRE_FALSE(after_news(*suspended, StandingChanged{Standing::suspended, later}, later));
    const auto ended = after_news(*suspended, LicenceEnded{day("2027-01-16"), "unpaid"}, later);
    REQUIRE(ended->end_reason == "unpaid");
    REQUIRE_FALSE(after_news(*ended, LicenceEnded{day("2028-01-16"), "cancelled"}, later));
}

TEST_CASE("News from before the licence began is of an earlier life") {
    REQUIRE_FALSE(after_news(licence(), LicenceEnded{day("2026-10-16"), "cancelled"}, begin));
    REQUIRE(after_news(licence(), LicenceEnded{day("2026-10-17"), "cancelled"}, later));
}

TEST_CASE("On a test clock that stands still a life may begin and change its cycle") {
    const CycleScheduled change{{"chg_1", Cycle::annual, later}};
    REQUIRE(next_cycle(*after_news(licence(), change, begin)) == Cycle::annual);
    REQUIRE_FALSE(after_news(licence(), change, begin - std::chrono::microseconds(1)));
}

TEST_CASE("A change of cycle waits until the term that it was made for") {
    const PendingCycle change{"chg_1", Cycle::annual, later};
    const auto waits = after_news(licence(), CycleScheduled{change}, later);
    REQUIRE(next_cycle(*waits) == Cycle::annual);
    REQUIRE_FALSE(after_news(*waits, CycleUndone{"chg_2"}, later));
    REQUIRE(next_cycle(*after_news(*waits, CycleUndone{"chg_1"}, later)) == Cycle::quarterly);
    const auto renewed =
        after_news(*waits, TermStarted{next_term(waits->term, Cycle::annual), ""}, later);
    REQUIRE_FALSE(renewed->pending_cycle);
    REQUIRE(renewed->time_zone == "Europe/Brussels");
}

TEST_CASE("Orders and what is nothing to sellers do not touch the licence") {
    REQUIRE_FALSE(after_news(licence(), OrderNews{}, later));
    REQUIRE_FALSE(after_news(licence(), News{}, later));
}
