#include <catch2/catch.hpp>

#include "unit/subscription/examples.hpp"

using namespace tenure;
using namespace tenure::subscription;
using test::begin;
using test::Changes;
using test::grow_with_five;
using test::licence;

namespace {

Wanted add(std::int64_t users) {
    return {change_type::add_users, users, {}, false, false, {}};
}
Wanted remove(std::int64_t users, bool deactivate = false) {
    return {change_type::remove_users, users, {}, false, deactivate, {}};
}
Wanted plan(std::string code, bool accept_loss = false) {
    return {change_type::change_plan, 0, std::move(code), accept_loss, false, {}};
}

Result<Decision> decided(const Wanted& wanted, const Changes& changes,
                         const Licence& of = licence(), std::optional<Usage> usage = {}) {
    return decide(wanted, state_at(of, changes.list, begin).value(), test::catalog(), usage);
}
std::string refusal(const Wanted& wanted, const Changes& changes, const Licence& of = licence()) {
    const auto decision = decided(wanted, changes, of);
    return decision.ok() ? "" : decision.error().code;
}
bool at_renewal(const Wanted& wanted, const Changes& changes, const Licence& of = licence()) {
    const Change draft = decided(wanted, changes, of)->draft;
    return purchase_of(draft, test::catalog())->when == selling::When::at_renewal;
}

}  // namespace

TEST_CASE("Users are added and plans upgraded at once, reductions wait for the renewal") {
    const Changes changes = grow_with_five();
    REQUIRE_FALSE(at_renewal(add(3), changes));
    REQUIRE_FALSE(at_renewal(plan("flow"), changes));
    REQUIRE(at_renewal(remove(3), changes));
    REQUIRE(at_renewal(plan("smart"), changes));
}

TEST_CASE("In a trial every change is at once") {
    const Changes changes = grow_with_five();
    REQUIRE_FALSE(at_renewal(remove(3), changes, test::trial()));
    REQUIRE_FALSE(at_renewal(plan("smart"), changes, test::trial()));
}

TEST_CASE("Added users are of the present plan, whatever is scheduled") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::change_plan, "smart", 0);
    REQUIRE(decided(add(1), changes)->draft.product == "grow");
}

TEST_CASE("One user at least remains, with what is scheduled already") {
    Changes changes = grow_with_five();
    REQUIRE(refusal(remove(5), changes) == "no_users_left");
    REQUIRE(refusal(remove(4), changes).empty());
    changes.scheduled(change_type::remove_users, "grow", 2);
    REQUIRE(refusal(remove(3), changes) == "no_users_left");
    REQUIRE(refusal(remove(2), changes).empty());
}

TEST_CASE("A plan that is there already is no change, nor one that is scheduled") {
    Changes changes = grow_with_five();
    REQUIRE(refusal(plan("grow"), changes) == "plan_unchanged");
    changes.scheduled(change_type::change_plan, "smart", 0);
    REQUIRE(refusal(plan("smart"), changes) == "plan_unchanged");
    REQUIRE(refusal(plan("flow"), changes).empty());
    REQUIRE(decided(plan("platinum"), changes).error().fields.front().code == "unknown_plan");
}

TEST_CASE("A downgrade needs consent to what is lost") {
    const auto decision = decided(plan("smart"), grow_with_five());
    REQUIRE(decision->losses == std::vector<std::string>{"projects"});
    const auto refused = check_consent(plan("smart"), *decision, {});
    REQUIRE(refused.error().code == "loss_not_accepted");
    REQUIRE(refused.error().members.front().first == "losses");
    REQUIRE(check_consent(plan("smart", true), *decision, {}).ok());
    REQUIRE(check_consent(plan("flow"), *decided(plan("flow"), grow_with_five()), {}).ok());
}

TEST_CASE("Fewer users than are active need consent to deactivating the last added") {
    const Usage usage{4, begin};
    const auto decision = decided(remove(3), grow_with_five(), licence(), usage);
    REQUIRE(decision->surplus == 2);
    const auto refused = check_consent(remove(3), *decision, usage);
    REQUIRE(refused.error().code == "users_below_active");
    REQUIRE(std::get<std::int64_t>(refused.error().members.at(0).second) == 2);
    REQUIRE(std::get<std::int64_t>(refused.error().members.at(1).second) == 4);
    REQUIRE(check_consent(remove(3, true), *decision, usage).ok());
    REQUIRE(decided(remove(1), grow_with_five(), licence(), usage)->surplus == 0);
}

TEST_CASE("A cancelled subscription takes no more reductions, but more users") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::cancel, "", 0);
    REQUIRE(refusal(remove(1), changes) == "cancellation_pending");
    REQUIRE(refusal(plan("smart"), changes) == "cancellation_pending");
    REQUIRE(refusal(add(1), changes).empty());
    const auto state = state_at(licence(), changes.list, begin);
    REQUIRE(check_cancellable(*state).error().code == "cancellation_pending");
}

TEST_CASE("An ended subscription takes nothing") {
    Licence ended = licence();
    ended.ended_on = test::day("2026-10-17");
    for (const Wanted& wanted : {add(1), remove(1), plan("flow")})
        REQUIRE(refusal(wanted, grow_with_five(), ended) == "subscription_ended");
}

TEST_CASE("Users and plan do not change past each other while an outcome is unknown") {
    Changes changes = grow_with_five();
    changes.put(change_type::add_users, "grow", 1, begin, ChangeStatus::pending);
    REQUIRE(refusal(plan("flow"), changes) == "change_in_progress");
    REQUIRE(refusal(add(1), changes).empty());
    changes.put(change_type::change_plan, "flow", 0, begin, ChangeStatus::pending);
    REQUIRE(refusal(add(1), changes) == "change_in_progress");
}

TEST_CASE("What a change asks of billing can be made again from the change alone") {
    Change start;
    start.type = change_type::start;
    start.product = "grow";
    start.quantity = 5;
    start.options = {
        {option::cycle, "annual"}, {option::time_zone, "UTC"}, {option::trial_days, "14"}};
    const auto purchase = purchase_of(start, test::catalog());
    REQUIRE(purchase->kind == selling::PurchaseKind::start);
    REQUIRE(purchase->start->cycle == Cycle::annual);
    REQUIRE(purchase->start->trial_days == 14);
    REQUIRE(purchase->operations.front().minimum == 1);
    REQUIRE(purchase->operations.front().product->code == "plan.grow");
    start.options[option::trial_days] = "many";
    REQUIRE_FALSE(purchase_of(start, test::catalog()).ok());
}

namespace {

/// "" when allowed, else the reason.
std::string reason(const std::string& type, const Changes& changes, Timestamp now = begin,
                   const Licence& of = licence()) {
    const auto state = state_at(of, changes.list, now).value();
    for (const Action& action : actions_of(state, test::catalog(), now))
        if (action.type == type) return action.reason;
    return "no such action";
}

}  // namespace

TEST_CASE("Each action says whether it is allowed now, and if not, why") {
    const Changes changes = grow_with_five();
    for (const char* allowed :
         {"add_users", "remove_users", "upgrade_plan", "downgrade_plan", "cancel"})
        REQUIRE(reason(allowed, changes).empty());
    REQUIRE(reason("undo_change", changes) == "nothing_to_undo");
    REQUIRE(reason("undo_cancellation", changes) == "nothing_to_undo");
    REQUIRE(reason("start", changes) == "subscription_exists");
}

TEST_CASE("Outside the window only users can be added") {
    Changes changes = grow_with_five();
    changes.scheduled(change_type::remove_users, "grow", 1);
    const Timestamp closed = test::at("2027-01-01T23:00:00Z");
    for (const char* bounded :
         {"remove_users", "upgrade_plan", "downgrade_plan", "cancel", "undo_change"})
        REQUIRE(reason(bounded, changes, closed) == "change_window_closed");
    REQUIRE(reason("add_users", changes, closed).empty());
}

TEST_CASE("A suspended account pays first, and may still leave") {
    Licence suspended = licence();
    suspended.standing = selling::Standing::suspended;
    REQUIRE(reason("add_users", grow_with_five(), begin, suspended) == "account_suspended");
    REQUIRE(reason("cancel", grow_with_five(), begin, suspended).empty());
}

TEST_CASE("The largest plan has no upgrade, the smallest no downgrade, the last user stays") {
    Changes changes;
    changes.put(change_type::start, "smart", 1, begin);
    REQUIRE(reason("downgrade_plan", changes) == "no_smaller_plan");
    REQUIRE(reason("remove_users", changes) == "no_users_left");
    changes.put(change_type::change_plan, "flow", 0, begin);
    REQUIRE(reason("upgrade_plan", changes) == "no_larger_plan");
}

TEST_CASE("An ended subscription can be started again") {
    Licence ended = licence();
    ended.ended_on = test::day("2026-10-17");
    REQUIRE(reason("start", grow_with_five(), begin, ended).empty());
    REQUIRE(reason("add_users", grow_with_five(), begin, ended) == "subscription_ended");
}
