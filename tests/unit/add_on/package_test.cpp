#include "add_on/domain/package.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "unit/add_on/examples.hpp"

using namespace tenure;
using namespace tenure::add_on;
using namespace tenure::test;

namespace {

const Timestamp later = start + std::chrono::hours(24);

Holding held(std::vector<Change> changes, Timestamp now) {
    return holding_at({std::move(changes), {}}, now);
}

}  // namespace

TEST_CASE("Without any change the package is Basic and there are no Beyond users") {
    const Holding holding = held({}, start);
    REQUIRE(holding.package == Package::basic);
    REQUIRE(holding.users == 0);
    REQUIRE(holding.beyond_since.empty());
}

TEST_CASE("Beyond holds from the instant on which it was bought, with the users added to it") {
    const Change bought = to_beyond(3, start);
    REQUIRE(held({bought}, start - std::chrono::microseconds(1)).package == Package::basic);
    const Holding holding = held({bought, more(2, later)}, later);
    REQUIRE(holding.package == Package::beyond);
    REQUIRE(holding.users == 5);
    REQUIRE(holding.beyond_since == bought.id);
}

TEST_CASE("What is pending, declined or undone changes nothing") {
    Change declined = more(4, later);
    declined.status = ChangeStatus::declined;
    Change undone = to_basic(later);
    undone.status = ChangeStatus::undone;
    REQUIRE(held({to_beyond(3, start), pending(more(7, later)), declined, undone}, renewal).users ==
            3);
}

TEST_CASE("Users bought while a reduction waits raise what remains after it") {
    const std::vector<Change> changes{to_beyond(5, start), fewer(3, renewal), more(2, later)};
    REQUIRE(held(changes, later).users == 7);
    REQUIRE(held(changes, renewal).users == 4);
}

TEST_CASE("The switch to Basic takes all Beyond users away, also those bought meanwhile") {
    const std::vector<Change> changes{to_beyond(5, start), to_basic(renewal), more(2, later)};
    REQUIRE(held(changes, renewal - std::chrono::microseconds(1)).users == 7);
    const Holding holding = held(changes, renewal);
    REQUIRE(holding.package == Package::basic);
    REQUIRE(holding.users == 0);
}

TEST_CASE("Beyond bought again is a new stretch") {
    const Change again = to_beyond(2, renewal + std::chrono::hours(5));
    const Holding holding =
        held({to_beyond(5, start), to_basic(renewal), again}, *again.effective_at);
    REQUIRE(holding.beyond_since == again.id);
    REQUIRE(holding.users == 2);
}

TEST_CASE("A trial runs until its end and then Basic is back") {
    const Timestamp end = at("2026-10-29T23:00:00Z");
    const Change started = change(ChangeType::start_trial, 0, start);
    const PackageRows rows{{started}, TrialRow{started.id, start, end}};
    REQUIRE(holding_at(rows, start).trial->converts_to == 0);
    REQUIRE(holding_at(rows, start).package == Package::basic);
    REQUIRE(holding_at(rows, end - std::chrono::microseconds(1)).trial);
    REQUIRE_FALSE(holding_at(rows, end).trial);
    REQUIRE_FALSE(holding_at(rows, start - std::chrono::microseconds(1)).trial);
}

TEST_CASE("A trial that converts becomes Beyond at its end") {
    const Timestamp end = at("2026-10-29T23:00:00Z");
    Change started = change(ChangeType::start_trial, 4, end, ChangeStatus::scheduled);
    const PackageRows rows{{started}, TrialRow{started.id, start, end}};
    REQUIRE(holding_at(rows, start).trial->converts_to == 4);
    const Holding after = holding_at(rows, end);
    REQUIRE_FALSE(after.trial);
    REQUIRE(after.package == Package::beyond);
    REQUIRE(after.users == 4);
    REQUIRE(after.beyond_since == started.id);
}

TEST_CASE("Undoing the conversion leaves the trial, which then falls back") {
    const Timestamp end = at("2026-10-29T23:00:00Z");
    const PackageRows rows{{}, TrialRow{ChangeId("chg_1"), start, end}};  // undone: not among them
    REQUIRE(holding_at(rows, start).trial->converts_to == 0);
    REQUIRE(holding_at(rows, end).package == Package::basic);
}

TEST_CASE("Who buys Beyond during the trial does not try it any more") {
    const Timestamp end = at("2026-10-29T23:00:00Z");
    const PackageRows rows{{to_beyond(2, later)}, TrialRow{ChangeId("chg_1"), start, end}};
    REQUIRE(holding_at(rows, start).trial);
    REQUIRE_FALSE(holding_at(rows, later).trial);
    REQUIRE(holding_at(rows, later).package == Package::beyond);
}

TEST_CASE("The holding does not depend on the order of the rows") {
    REQUIRE(rc::check([](const std::vector<std::uint8_t>& hours, bool back) {
        std::vector<Change> changes{to_beyond(5, start)};
        for (const std::uint8_t hour : hours)
            changes.push_back(more(hour + 1, start + std::chrono::hours(hour)));
        changes.push_back(fewer(4, renewal));
        if (back) changes.push_back(to_basic(renewal));
        const Holding forward = held(changes, renewal);
        std::reverse(changes.begin(), changes.end());
        const Holding backward = held(changes, renewal);
        RC_ASSERT(forward.users == backward.users);
        RC_ASSERT(forward.beyond_since == backward.beyond_since);
        RC_ASSERT((forward.package == Package::beyond) == (forward.users > 0));
    }));
}

TEST_CASE("Names of types and packages are read back as they were written") {
    for (const auto type : {ChangeType::switch_package, ChangeType::add_users,
                            ChangeType::remove_users, ChangeType::start_trial})
        REQUIRE(change_type(name_of(type)) == type);
    REQUIRE(package_of(name_of(Package::beyond)) == Package::beyond);
    REQUIRE_THROWS_AS(change_type("steal"), std::invalid_argument);
    REQUIRE_THROWS_AS(package_of("premium"), std::invalid_argument);
}
