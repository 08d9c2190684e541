#include "subscription/domain/subscription.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure;
using namespace tenure::subscription;

namespace {

Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}

const Timestamp start = at("2026-10-16T08:00:00Z");

Licence licence() {
    return {SubscriptionId::make(start),
            first_term(parse_date("2026-10-16").value(), Cycle::quarterly), "Europe/Brussels"};
}

Change change(ChangeStatus status, std::int64_t users, Timestamp effective_at) {
    Change made;
    made.id = ChangeId::make(effective_at);
    made.status = status;
    made.plan = "grow";
    made.users = users;
    made.effective_at = effective_at;
    return made;
}

}  // namespace

TEST_CASE("The users of a subscription are the sum of the changes in effect") {
    const auto later = start + std::chrono::hours(24);
    const std::vector<Change> changes{change(ChangeStatus::applied, 5, start),
                                      change(ChangeStatus::applied, 3, later)};
    REQUIRE(state_at(licence(), changes, start)->users == 5);
    REQUIRE(state_at(licence(), changes, later)->users == 8);
    REQUIRE(state_at(licence(), changes, later)->plan == "grow");
}

TEST_CASE("A pending, declined or undone change has no effect") {
    Change pending = change(ChangeStatus::pending, 3, start);
    pending.effective_at.reset();
    const std::vector<Change> changes{change(ChangeStatus::applied, 5, start), pending,
                                      change(ChangeStatus::declined, 7, start),
                                      change(ChangeStatus::undone, 9, start)};
    REQUIRE(state_at(licence(), changes, start)->users == 5);
}

TEST_CASE("A scheduled change is listed before its date and in effect from then on") {
    const auto renewal = at("2027-01-15T23:00:00Z");
    const std::vector<Change> changes{change(ChangeStatus::applied, 5, start),
                                      change(ChangeStatus::scheduled, -2, renewal)};
    const auto before = state_at(licence(), changes, renewal - std::chrono::microseconds(1));
    REQUIRE(before->users == 5);
    REQUIRE(before->scheduled.size() == 1);
    const auto after = state_at(licence(), changes, renewal);
    REQUIRE(after->users == 3);
    REQUIRE(after->scheduled.empty());
}

TEST_CASE("The state shows the deadline of the change window") {
    const auto state = state_at(licence(), {}, start);
    REQUIRE(to_string(state->window.deadline) == "2027-01-01");
    REQUIRE(state->window.open);
    REQUIRE_FALSE(state_at(licence(), {}, at("2027-01-01T23:00:00Z"))->window.open);
}

TEST_CASE("The state at an instant does not depend on the order of the rows") {
    REQUIRE(rc::check([](const std::vector<std::uint8_t>& hours) {
        std::vector<Change> changes;
        std::int64_t expected = 0;
        const auto now = start + std::chrono::hours(100);
        for (const std::uint8_t hour : hours) {
            changes.push_back(
                change(ChangeStatus::applied, hour + 1, start + std::chrono::hours(hour)));
            if (hour <= 100) expected += hour + 1;
        }
        RC_ASSERT(state_at(licence(), changes, now)->users == expected);
        std::reverse(changes.begin(), changes.end());
        RC_ASSERT(state_at(licence(), changes, now)->users == expected);
    }));
}

TEST_CASE("Names of types and statuses are read back as they were written") {
    for (const auto status : {ChangeStatus::pending, ChangeStatus::scheduled, ChangeStatus::applied,
                              ChangeStatus::declined, ChangeStatus::undone})
        REQUIRE(change_status(name_of(status)) == status);
    REQUIRE(change_type("start") == ChangeType::start);
    REQUIRE_THROWS_AS(change_type("steal_users"), std::invalid_argument);
}
