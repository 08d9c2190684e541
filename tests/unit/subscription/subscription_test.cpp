#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "unit/subscription/examples.hpp"

using namespace tenure;
using namespace tenure::subscription;
using test::begin;
using test::Changes;
using test::grow_with_five;
using test::licence;
using test::renewal;

namespace {

const auto microsecond = std::chrono::microseconds(1);
const auto one_day = std::chrono::hours(24);

SubscriptionStatus status_of(const Licence& licence, const Changes& changes, Timestamp now) {
    return state_at(licence, changes.list, now)->status;
}

}  // namespace

TEST_CASE("The users of a subscription are the sum of the changes in effect") {
    Changes changes = grow_with_five();
    changes.put(change_type::add_users, "grow", 3, begin + one_day);
    REQUIRE(state_at(licence(), changes.list, begin)->holding == Holding{"grow", 5});
    REQUIRE(state_at(licence(), changes.list, begin + one_day)->holding == Holding{"grow", 8});
}

TEST_CASE("A pending, declined or undone change has no effect") {
    Changes changes = grow_with_five();
    for (const auto status :
         {ChangeStatus::pending, ChangeStatus::declined, ChangeStatus::undone}) {
        changes.put(change_type::add_users, "grow", 3, begin, status);
        changes.put(change_type::change_plan, "flow", 0, begin, status);
    }
    REQUIRE(state_at(licence(), changes.list, begin + one_day)->holding == Holding{"grow", 5});
}

TEST_CASE("Scheduled changes compose, and each is in effect from the renewal's first instant on") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::remove_users, "grow", 2);
    changes.scheduled(change_type::change_plan, "smart", 0);
    const auto before = state_at(licence(), changes.list, renewal - microsecond);
    REQUIRE(before->holding == Holding{"grow", 5});
    REQUIRE(before->scheduled.size() == 2);
    REQUIRE(before->after_renewal->holding == Holding{"smart", 3});
    const auto after = state_at(licence(), changes.list, renewal);
    REQUIRE(after->holding == Holding{"smart", 3});
    REQUIRE(after->scheduled.empty());
}

TEST_CASE("Users bought while a reduction is pending raise the pending number") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::remove_users, "grow", 2);
    changes.put(change_type::add_users, "grow", 4, begin + one_day);
    const auto state = state_at(licence(), changes.list, begin + one_day);
    REQUIRE(state->holding.users == 9);
    REQUIRE(state->after_renewal->holding.users == 7);
}

TEST_CASE("An undone change leaves the others as they were") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::remove_users, "grow", 2).status = ChangeStatus::undone;
    changes.scheduled(change_type::change_plan, "smart", 0);
    REQUIRE(state_at(licence(), changes.list, begin)->after_renewal->holding ==
            Holding{"smart", 5});
}

TEST_CASE("The window is open on its last day until the last microsecond") {
    const Changes changes = grow_with_five();
    const Timestamp closes = test::at("2027-01-01T23:00:00Z");
    const auto open = state_at(licence(), changes.list, closes - microsecond);
    REQUIRE(to_string(open->change_deadline) == "2027-01-01");
    REQUIRE(open->window_open);
    REQUIRE_FALSE(state_at(licence(), changes.list, closes)->window_open);
}

TEST_CASE("The deadline follows the account's zone over changes of the clock") {
    // Renewal on 12 April 2027: the deadline is 28 March, the day on which Europe's clocks go
    // forward.
    Licence made = licence();
    made.term = first_term(test::day("2027-01-12"), Cycle::quarterly);
    const Changes changes = grow_with_five();
    const auto open_at = [&](std::string_view instant) {
        return state_at(made, changes.list, test::at(instant))->window_open;
    };
    REQUIRE(open_at("2027-03-28T21:59:59.999999Z"));
    REQUIRE_FALSE(open_at("2027-03-28T22:00:00Z"));
    made.time_zone = "Pacific/Apia";
    REQUIRE(open_at("2027-03-28T10:59:59.999999Z"));
    REQUIRE_FALSE(open_at("2027-03-28T11:00:00Z"));
    made.time_zone = "America/Adak";
    REQUIRE(open_at("2027-03-29T08:59:59.999999Z"));
    REQUIRE_FALSE(open_at("2027-03-29T09:00:00Z"));
}

TEST_CASE("When news of a renewal is late the term rolls on, and access stays") {
    const Changes changes = grow_with_five();
    const auto state = state_at(licence(), changes.list, test::at("2027-05-01T00:00:00Z"));
    REQUIRE(state->status == SubscriptionStatus::active);
    REQUIRE(to_string(state->term.starts_on) == "2027-04-16");
    REQUIRE(to_string(state->term.renews_on) == "2027-07-16");
    REQUIRE(state->term.number == 3);
}

TEST_CASE("A cancelled subscription ends by date, without any news") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::cancel, "", 0);
    const auto before = state_at(licence(), changes.list, renewal - microsecond);
    REQUIRE(before->status == SubscriptionStatus::cancelling);
    REQUIRE(to_string(*before->access_until) == "2027-01-15");
    REQUIRE_FALSE(before->after_renewal);
    const auto after = state_at(licence(), changes.list, renewal);
    REQUIRE(after->status == SubscriptionStatus::ended);
    REQUIRE(to_string(*after->access_until) == "2027-01-15");
    REQUIRE(to_string(after->term.renews_on) == "2027-01-16");
    REQUIRE_FALSE(after->window_open);
}

TEST_CASE("What was scheduled for the renewal is no part of a subscription that ended there") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::remove_users, "grow", 2);
    changes.scheduled(change_type::cancel, "", 0);
    const auto ended = state_at(licence(), changes.list, renewal);
    REQUIRE(ended->status == SubscriptionStatus::ended);
    REQUIRE(ended->holding.users == 5);
}

TEST_CASE("An undone cancellation leaves no trace in the status") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::cancel, "", 0).status = ChangeStatus::undone;
    REQUIRE(status_of(licence(), changes, begin) == SubscriptionStatus::active);
    REQUIRE(state_at(licence(), changes.list, begin)->after_renewal);
}

TEST_CASE("The standing outranks a cancellation, and an end outranks everything") {
    Changes changes = grow_with_five();
    Licence made = licence();
    made.standing = selling::Standing::past_due;
    REQUIRE(status_of(made, changes, begin) == SubscriptionStatus::past_due);
    changes.scheduled(change_type::cancel, "", 0);
    made.standing = selling::Standing::suspended;
    REQUIRE(status_of(made, changes, begin) == SubscriptionStatus::suspended);
    REQUIRE(status_of(made, changes, renewal) == SubscriptionStatus::ended);
    made.ended_on = test::day("2026-12-01");
    REQUIRE(status_of(made, changes, begin) == SubscriptionStatus::ended);
    REQUIRE(to_string(*state_at(made, changes.list, begin)->access_until) == "2026-11-30");
}

TEST_CASE("A trial shows its end, knows no window, and stays until news says otherwise") {
    const Changes changes = grow_with_five();
    const auto last =
        state_at(test::trial(), changes.list, test::at("2026-10-29T22:59:59.999999Z"));
    REQUIRE(last->status == SubscriptionStatus::trialing);
    REQUIRE(to_string(*last->trial_ends_on) == "2026-10-30");
    REQUIRE(last->window_open);
    REQUIRE(status_of(test::trial(), changes, test::at("2026-10-30T12:00:00Z")) ==
            SubscriptionStatus::trialing);
}

TEST_CASE("A new life begins with its start: what the earlier one left behind does not count") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::remove_users, "grow", 2);
    changes.scheduled(change_type::cancel, "", 0);
    Changes later = changes;
    later.put(change_type::start, "smart", 1, renewal);
    Licence second = licence();
    second.started_at = renewal;
    second.term = first_term(test::day("2027-01-16"), Cycle::annual);
    const auto state = state_at(second, later.list, renewal);
    REQUIRE(state->status == SubscriptionStatus::active);
    REQUIRE(state->holding == Holding{"smart", 1});
    REQUIRE_FALSE(state->cancellation);
}

TEST_CASE("The state at an instant does not depend on the order of the rows") {
    REQUIRE(rc::check([](const std::vector<std::uint8_t>& hours) {
        Changes changes = grow_with_five();
        for (const std::uint8_t hour : hours) {
            const auto effective_at = begin + std::chrono::hours(hour);
            if (hour % 3 == 0)
                changes.put(change_type::change_plan, hour % 2 ? "flow" : "smart", 0, effective_at);
            else
                changes.put(change_type::add_users, "grow", hour + 1, effective_at);
        }
        const auto now = begin + std::chrono::hours(100);
        const Holding expected = holding_at(changes.list, now);
        std::reverse(changes.list.begin(), changes.list.end());
        RC_ASSERT(holding_at(changes.list, now) == expected);
    }));
}
