#include "add_on/domain/plan.hpp"

#include <catch2/catch.hpp>

#include "add_on/clients/plan_orders.hpp"
#include "unit/add_on/examples.hpp"

using namespace tenure;
using namespace tenure::add_on;
using namespace tenure::test;

TEST_CASE("Plan users are what the subscription's orders in effect make of them") {
    const Plan plan{{{PlanAction::add, 5, start},
                     {PlanAction::add, 3, tick},
                     {PlanAction::remove, 4, renewal}}};
    REQUIRE(plan.users_at(start) == 5);
    REQUIRE(plan.users_at(tick) == 8);
    REQUIRE(plan.users_at(renewal) == 4);
    REQUIRE(Plan{{{PlanAction::add, 5, start}, {PlanAction::clear, 0, tick}}}.users_at(tick) == 0);
    REQUIRE(Plan{{{PlanAction::remove, 5, start}}}.users_at(tick) == 0);
}

TEST_CASE("The status is told in the words of the subscription") {
    selling::Licence licence = test::licence();
    const Plan ending{{{PlanAction::end, 0, renewal}}};
    REQUIRE(status_of(licence, {}, start) == "active");
    REQUIRE(status_of(licence, ending, start) == "cancelling");
    REQUIRE(status_of(licence, ending, renewal) == "ended");
    licence.standing = selling::Standing::past_due;
    REQUIRE(status_of(licence, ending, start) == "past_due");
    licence.standing = selling::Standing::good;
    licence.term.number = 0;
    REQUIRE(status_of(licence, {}, start) == "trialing");
}

TEST_CASE("An order's items on plan users become steps, other items do not") {
    const auto order = parse_plan_order("order.applied", R"({"order": {"id": "chg_1",
        "status": "applied", "kind": "change", "effective_at": "2026-10-16T08:00:00Z", "items": [
        {"action": "add", "item": "plan_users", "product": "plan.grow", "quantity": 3},
        {"action": "switch", "item": "plan_users", "product": "plan.flow"},
        {"action": "add", "item": "beyond_users", "quantity": 9}]}})");
    REQUIRE(order.value()->holds);
    REQUIRE(order.value()->id == ChangeId("chg_1"));
    REQUIRE(order.value()->steps.size() == 1);
    REQUIRE(order.value()->steps[0].action == PlanAction::add);
    REQUIRE(order.value()->steps[0].quantity == 3);
    REQUIRE(order.value()->steps[0].effective_at == start);
}

TEST_CASE("A cancellation is an order that ends, undone it is none any more") {
    const auto end = parse_plan_order(
        "order.scheduled", R"({"order": {"id": "chg_1", "status": "scheduled", "kind": "end",
        "effective_at": "2027-01-15T23:00:00Z", "items": []}})");
    REQUIRE(end.value()->steps.at(0).action == PlanAction::end);
    REQUIRE(end.value()->steps.at(0).effective_at == renewal);
    const auto undone = parse_plan_order(
        "order.undone", R"({"order": {"id": "chg_1", "status": "undone", "kind": "end"}})");
    REQUIRE_FALSE(undone.value()->holds);
    REQUIRE(undone.value()->steps.empty());
}

TEST_CASE("An event that is not whole is not believed, one about something else is none") {
    REQUIRE_FALSE(parse_plan_order("invoice.paid", "nonsense").value());
    REQUIRE(parse_plan_order("order.applied", "{}").error().code == "unexpected_answer");
    REQUIRE(parse_plan_order("order.applied", "[").error().code == "malformed_json");
    REQUIRE_FALSE(
        parse_plan_order("order.applied", R"({"order": {"id": "chg_1", "status": "applied"}})")
            .ok());
}

TEST_CASE("Names of plan actions are read back as they were written") {
    for (const auto action :
         {PlanAction::add, PlanAction::remove, PlanAction::clear, PlanAction::end})
        REQUIRE(plan_action(name_of(action)) == action);
    REQUIRE_THROWS_AS(plan_action("switch"), std::invalid_argument);
}
