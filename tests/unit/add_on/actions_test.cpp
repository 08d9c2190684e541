#include "add_on/domain/actions.hpp"

#include <catch2/catch.hpp>

#include "unit/add_on/examples.hpp"

using namespace tenure;
using namespace tenure::add_on;
using namespace tenure::test;

namespace {

const Wish beyond_wish{ChangeType::switch_package, Package::beyond, 1};
const Wish basic_wish{ChangeType::switch_package, Package::basic, 0};
const Wish add_wish{ChangeType::add_users, Package::beyond, 1};
const Wish remove_wish{ChangeType::remove_users, Package::beyond, 1};
const Wish trial_wish{ChangeType::start_trial, Package::beyond, 0};

/// The code of the refusal, or "allowed".
std::string answer(const Rows& rows, const Wish& wish, Timestamp now = tick) {
    const auto state = add_on_at(rows, now);
    const Status status = check(state.value(), wish, now);
    return status.ok() ? "allowed" : status.error().code;
}

}  // namespace

TEST_CASE("On Basic one can go to Beyond or try it, and nothing else") {
    REQUIRE(answer(rows(), beyond_wish) == "allowed");
    REQUIRE(answer(rows(), trial_wish) == "allowed");
    REQUIRE(answer(rows(), basic_wish) == "package_unchanged");
    REQUIRE(answer(rows(), add_wish) == "package_is_basic");
    REQUIRE(answer(rows(), remove_wish) == "package_is_basic");
}

TEST_CASE("On Beyond one can go back to Basic, add and remove users") {
    const Rows beyond = rows({to_beyond(3, start)});
    REQUIRE(answer(beyond, basic_wish) == "allowed");
    REQUIRE(answer(beyond, add_wish) == "allowed");
    REQUIRE(answer(beyond, remove_wish) == "allowed");
    REQUIRE(answer(beyond, beyond_wish) == "package_unchanged");
    REQUIRE(answer(beyond, trial_wish) == "package_unchanged");
}

TEST_CASE("There are never more Beyond users than plan users") {
    REQUIRE(answer(rows(), {ChangeType::switch_package, Package::beyond, 10}) == "allowed");
    REQUIRE(answer(rows(), {ChangeType::switch_package, Package::beyond, 11}) == "limit_exceeded");
    REQUIRE(answer(rows({to_beyond(9, start)}), add_wish) == "allowed");
    REQUIRE(answer(rows({to_beyond(10, start)}), add_wish) == "limit_exceeded");
}

TEST_CASE("A reduction of plan users that waits bounds what can be bought now") {
    Rows reduced = rows({to_beyond(8, start)});
    reduced.plan.steps.push_back({PlanAction::remove, 2, renewal});
    REQUIRE(answer(reduced, add_wish) == "limit_exceeded");
    reduced.package.changes.push_back(fewer(1, renewal));
    REQUIRE(answer(reduced, add_wish) == "allowed");
    reduced.package.changes.back() = to_basic(renewal);
    REQUIRE(answer(reduced, add_wish) == "allowed");
}

TEST_CASE("At least one Beyond user remains") {
    const Rows beyond = rows({to_beyond(3, start), fewer(1, renewal)});
    REQUIRE(answer(beyond, {ChangeType::remove_users, Package::beyond, 1}) == "allowed");
    REQUIRE(answer(beyond, {ChangeType::remove_users, Package::beyond, 2}) == "last_unit");
}

TEST_CASE("A removal that is not settled yet counts as made") {
    const Rows beyond = rows({to_beyond(3, start), pending(fewer(1, renewal))});
    REQUIRE(answer(beyond, {ChangeType::remove_users, Package::beyond, 1}) == "allowed");
    REQUIRE(answer(beyond, {ChangeType::remove_users, Package::beyond, 2}) == "last_unit");
}

TEST_CASE("Once Basic is scheduled there is nothing to remove and no other switch") {
    const Rows leaving = rows({to_beyond(3, start), to_basic(renewal)});
    REQUIRE(answer(leaving, remove_wish) == "package_change_pending");
    REQUIRE(answer(leaving, basic_wish) == "package_change_pending");
    REQUIRE(answer(leaving, beyond_wish) == "package_change_pending");
    REQUIRE(answer(leaving, add_wish) == "allowed");
}

TEST_CASE("While a purchase of Beyond is not settled it is not bought a second time") {
    const Rows buying = rows({pending(to_beyond(3, start))});
    REQUIRE(answer(buying, beyond_wish) == "package_change_pending");
    REQUIRE(answer(buying, trial_wish) == "package_change_pending");
}

TEST_CASE("Beyond is tried once, and bought during the trial unless that is scheduled") {
    Rows tried = rows();
    tried.package.trial = TrialRow{ChangeId("chg_1"), start, start + std::chrono::hours(300)};
    REQUIRE(answer(tried, trial_wish) == "beyond_trial_used");
    REQUIRE(answer(tried, beyond_wish) == "allowed");
    tried.package.changes = {
        change(ChangeType::start_trial, 2, tried.package.trial->ends_at, ChangeStatus::scheduled)};
    REQUIRE(answer(tried, beyond_wish) == "package_change_pending");
    REQUIRE(answer(tried, trial_wish) == "package_change_pending");
}

TEST_CASE("The change window holds for everything but adding users") {
    const Rows beyond = rows({to_beyond(3, start)});
    const Timestamp last = at("2027-01-01T22:59:59.999999Z");
    const Timestamp closed = at("2027-01-01T23:00:00Z");
    REQUIRE(answer(beyond, basic_wish, last) == "allowed");
    REQUIRE(answer(beyond, basic_wish, closed) == "change_window_closed");
    REQUIRE(answer(beyond, remove_wish, closed) == "change_window_closed");
    REQUIRE(answer(beyond, add_wish, closed) == "allowed");
    REQUIRE(answer(rows(), beyond_wish, closed) == "change_window_closed");
    REQUIRE(answer(rows(), trial_wish, closed) == "change_window_closed");
    const Status refused = check(add_on_at(beyond, closed).value(), basic_wish, closed);
    REQUIRE(refused.error().members.at(0) ==
            std::pair<std::string, ErrorMember>{"deadline", std::string("2027-01-01")});
    REQUIRE(answer(beyond, basic_wish, renewal) == "allowed");
}

TEST_CASE("In the subscription's trial all is immediate and no window holds") {
    Rows trial = rows({to_beyond(3, start)});
    trial.licence.term.number = 0;
    trial.licence.term.renews_on = parse_date("2026-10-30").value();
    const Timestamp near_the_end = at("2026-10-29T10:00:00Z");
    REQUIRE(answer(trial, basic_wish, near_the_end) == "allowed");
    const std::vector<Action> list = actions(add_on_at(trial, near_the_end).value(), near_the_end);
    for (const Action& action : list) {
        REQUIRE(action.effective == Effective::immediately);
        REQUIRE_FALSE(action.deadline);
    }
}

TEST_CASE("A suspended account buys nothing, an ended one has nothing") {
    Rows rows = test::rows({to_beyond(3, start)});
    rows.licence.standing = selling::Standing::past_due;
    REQUIRE(answer(rows, add_wish) == "allowed");
    rows.licence.standing = selling::Standing::suspended;
    REQUIRE(answer(rows, add_wish) == "account_suspended");
    rows.licence.ended_on = parse_date("2027-01-16").value();
    REQUIRE(answer(rows, add_wish) == "subscription_ended");
    const AddOn ended = add_on_at(rows, tick).value();
    REQUIRE(ended.over);
    REQUIRE(ended.now.users == 0);
    REQUIRE(ended.plan_users == 0);
    for (const Action& action : actions(ended, tick)) REQUIRE(action.reason);
}

TEST_CASE("While the subscription is cancelled users can be added, and nothing is scheduled") {
    Rows ending = rows({to_beyond(3, start)});
    ending.plan.steps.push_back({PlanAction::end, 0, renewal});
    REQUIRE(answer(ending, add_wish) == "allowed");
    REQUIRE(answer(ending, remove_wish) == "cancellation_pending");
    REQUIRE(answer(ending, basic_wish) == "cancellation_pending");
    REQUIRE(answer(ending, add_wish, renewal) == "subscription_ended");
    const AddOn state = add_on_at(ending, tick).value();
    REQUIRE(state.now.users == 3);
    REQUIRE(state.after_renewal.users == 0);
}

TEST_CASE("What is scheduled shows in the state after the renewal") {
    Rows mixed = rows({to_beyond(5, start), fewer(2, renewal)});
    mixed.plan.steps.push_back({PlanAction::remove, 3, renewal});
    const AddOn state = add_on_at(mixed, tick).value();
    REQUIRE(state.now.users == 5);
    REQUIRE(state.plan_users == 10);
    REQUIRE(state.after_renewal.users == 3);
    REQUIRE(state.plan_users_after_renewal == 7);
    REQUIRE(state.scheduled.size() == 1);
    REQUIRE(state.renews_at == renewal);
    REQUIRE(add_on_at(mixed, renewal)->scheduled.empty());
}

TEST_CASE("When news of a renewal is late the term is rolled forward") {
    const AddOn state = add_on_at(rows(), renewal).value();
    REQUIRE(to_string(state.term.renews_on) == "2027-04-16");
    REQUIRE(state.window.open);
}

TEST_CASE("Changes of an earlier life do not count") {
    selling::Licence again = licence();
    again.started_at = renewal;
    const std::vector<Change> changes{to_beyond(5, start), to_beyond(2, renewal),
                                      pending(more(1, start))};
    const std::vector<Change> present = of_this_life(again, changes);
    REQUIRE(present.size() == 2);
    REQUIRE(present[0].id == changes[1].id);
    again.ended_on = parse_date("2027-05-01").value();
    REQUIRE(of_this_life(again, changes).size() == 1);
    REQUIRE(of_this_life({}, changes).size() == 3);
}

TEST_CASE("A trial ends at the beginning of a local day, also over the change of clocks") {
    REQUIRE(trial_end("Europe/Brussels", 14, start).value() == at("2026-10-29T23:00:00Z"));
    REQUIRE(trial_end("Pacific/Apia", 14, start).value() == at("2026-10-29T11:00:00Z"));
    REQUIRE(trial_end("Mars/Olympus", 14, start).error().code == "unknown_time_zone");
}
