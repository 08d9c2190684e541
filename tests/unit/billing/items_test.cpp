#include "billing/domain/items.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "unit/billing/examples.hpp"

using namespace tenure;
using namespace tenure::billing;
using namespace tenure::billing::examples;

namespace {

const Timestamp monday = at("2026-11-23T10:00:00Z");
const Timestamp tuesday = at("2026-11-24T10:00:00Z");
const Timestamp renewal = at("2027-02-22T23:00:00Z");

std::int64_t quantity(const std::vector<ItemChange>& changes, Timestamp instant,
                      const std::string& item = "plan_users") {
    return items_at(changes, instant)[item].quantity();
}

Error refused(const std::vector<ItemChange>& changes, Timestamp now = monday,
              const std::vector<ItemChange>& pending = {}) {
    const Status status = check_limits(changes, pending, now);
    REQUIRE_FALSE(status.ok());
    return status.error();
}

std::int64_t member(const Error& error, const std::string& name) {
    for (const auto& [key, value] : error.members) {
        if (key == name) return std::get<std::int64_t>(value);
    }
    return -1;
}

}  // namespace

TEST_CASE("Units at an instant are those of every change in effect by then") {
    const std::vector<ItemChange> changes{in_force(users(5), monday), in_force(users(3), tuesday),
                                          in_force(remove_users(2), renewal)};
    REQUIRE(items_at(changes, monday - std::chrono::microseconds(1)).empty());
    REQUIRE(quantity(changes, monday) == 5);
    REQUIRE(quantity(changes, tuesday) == 8);
    REQUIRE(quantity(changes, renewal - std::chrono::microseconds(1)) == 8);
    REQUIRE(quantity(changes, renewal) == 6);
}

TEST_CASE("Users bought while a reduction is pending raise the pending number by as many") {
    std::vector<ItemChange> changes{in_force(users(10), monday, "1"),
                                    in_force(remove_users(4), renewal, "2")};
    REQUIRE(quantity(changes, renewal) == 6);
    changes.push_back(in_force(users(3), tuesday, "3"));
    REQUIRE(quantity(changes, tuesday) == 13);
    REQUIRE(quantity(changes, renewal) == 9);
}

TEST_CASE("Scheduled changes compose, and each is undone alone") {
    const auto bought = in_force(users(10), monday, "1");
    const auto fewer = in_force(remove_users(4), renewal, "2");
    const auto smaller = in_force(switch_to("plan.smart", 1500, 1200), renewal, "3");
    const Items both = items_at({bought, fewer, smaller}, renewal);
    REQUIRE(both.at("plan_users").quantity() == 6);
    REQUIRE(both.at("plan_users").lots.at(0).product == "plan.smart");
    REQUIRE(items_at({bought, smaller}, renewal).at("plan_users").quantity() == 10);
    REQUIRE(items_at({bought, fewer}, renewal).at("plan_users").lots.at(0).product == "plan.grow");
}

TEST_CASE("The same instant is settled by order and position, not by the order of rows") {
    const auto first = in_force(users(5), monday, "1");
    auto second = in_force(switch_to("plan.flow", 4500, 4000), monday, "2");
    auto third = second;
    third.operation = users(2, 4500, 4000);
    third.operation.product = "plan.flow";
    third.position = 2;
    for (const auto& rows :
         {std::vector{first, second, third}, std::vector{third, second, first}}) {
        const Items items = items_at(rows, monday);
        REQUIRE(items.at("plan_users").lots.size() == 1);
        REQUIRE(items.at("plan_users").quantity() == 7);
    }
}

TEST_CASE("Equal units are one lot, and the newest lots lose their units first") {
    std::vector<ItemChange> changes{
        in_force(users(5), monday, "1"), in_force(users(3, 3300), tuesday, "2"),
        in_force(users(2), tuesday, "3"), in_force(remove_users(4), renewal, "4")};
    const Items before = items_at(changes, tuesday);
    REQUIRE(before.at("plan_users").lots.size() == 2);
    REQUIRE(before.at("plan_users").lots[0].quantity == 7);
    const Items after = items_at(changes, renewal);
    REQUIRE(after.at("plan_users").lots.size() == 1);
    REQUIRE(after.at("plan_users").lots[0].quantity == 6);
}

TEST_CASE("A switch makes one lot of all units at the new prices, a clear leaves none") {
    std::vector<ItemChange> changes{in_force(users(5), monday, "1"),
                                    in_force(users(3, 3300), monday, "2"),
                                    in_force(switch_to("plan.flow", 4500, 4000), tuesday, "3"),
                                    in_force(clear("plan_users"), renewal, "4")};
    const Item flow = items_at(changes, tuesday).at("plan_users");
    REQUIRE(flow.lots.size() == 1);
    REQUIRE(flow.quantity() == 8);
    REQUIRE(flow.lots[0].prices.quarterly == euros(4500));
    REQUIRE(quantity(changes, renewal) == 0);
}

TEST_CASE("An item never exceeds the item that limits it, now or at any later instant") {
    const auto plan = in_force(users(5), monday, "1");
    const auto five = in_force(beyond(5), monday, "2");
    REQUIRE(check_limits({plan, five}, {}, monday).ok());
    const Error now = refused({plan, in_force(beyond(6), monday, "2")});
    REQUIRE(now.code == "limit_exceeded");
    REQUIRE(member(now, "quantity") == 6);
    REQUIRE(member(now, "limit") == 5);
    const Error later = refused({plan, five, in_force(remove_users(1), renewal, "3")});
    REQUIRE(member(later, "quantity") == 5);
    REQUIRE(member(later, "limit") == 4);
    Operation fewer = remove_users(1);
    fewer.item = "beyond_users";
    REQUIRE(check_limits({plan, five, in_force(remove_users(1), renewal, "3"),
                          in_force(fewer, renewal, "4")},
                         {}, monday)
                .ok());
}

TEST_CASE("The last user of the plan stays, and nobody is removed who is not there") {
    const auto plan = in_force(users(5), monday, "1");
    REQUIRE(check_limits({plan, in_force(remove_users(4), renewal, "2")}, {}, monday).ok());
    REQUIRE(refused({plan, in_force(remove_users(5), renewal, "2")}).code == "last_unit");
    Operation none = remove_users(1);
    none.item = "beyond_users";
    REQUIRE(refused({plan, in_force(none, renewal, "2")}).code == "limit_exceeded");
    REQUIRE(refused({plan, in_force(clear("beyond_users"), renewal, "2")}).code == "item_missing");
}

TEST_CASE("An item that has a minimum can be given up as a whole, and bought again") {
    Operation package = beyond(3);
    package.minimum = 1;
    Operation fewer = remove_users(3);
    fewer.item = "beyond_users";
    const auto plan = in_force(users(5), monday, "1");
    const auto bought = in_force(package, monday, "2");
    REQUIRE(refused({plan, bought, in_force(fewer, renewal, "3")}).code == "last_unit");
    const auto given_up = in_force(clear("beyond_users"), renewal, "3");
    REQUIRE(check_limits({plan, bought, given_up}, {}, monday).ok());
    const auto again = in_force(package, renewal, "4");
    REQUIRE(quantity({plan, bought, given_up, again}, renewal, "beyond_users") == 3);
    REQUIRE(check_limits({plan, bought, given_up, again}, {}, monday).ok());
}

TEST_CASE("Units of another product than the item has are refused") {
    Operation other = users(1);
    other.product = "plan.flow";
    REQUIRE(refused({in_force(users(5), monday, "1"), in_force(other, monday, "2")}).code ==
            "product_mismatch");
}

TEST_CASE("What waits for its payment counts against the limit and never for it") {
    const auto plan = in_force(users(5), monday, "1");
    const auto more = in_force(users(3), monday, "2");
    REQUIRE(refused({plan, in_force(beyond(6), monday, "3")}, monday, {more}).code ==
            "limit_exceeded");
    const auto waiting = in_force(beyond(3), monday, "2");
    REQUIRE(refused({plan, in_force(beyond(3), monday, "3")}, monday, {waiting}).code ==
            "limit_exceeded");
    REQUIRE(check_limits({plan, in_force(beyond(2), monday, "3")}, {waiting}, monday).ok());
}

TEST_CASE("Random adds and removals sum up, whatever the order of their rows") {
    REQUIRE(rc::check("a fold is a sum", [] {
        std::vector<ItemChange> changes;
        std::int64_t expected = 0;
        const int count = *rc::gen::inRange(1, 12);
        for (int i = 0; i < count; ++i) {
            const auto more = *rc::gen::inRange<std::int64_t>(1, 20);
            changes.push_back(in_force(users(more, *rc::gen::element<std::int64_t>(3000, 3100)),
                                       monday + std::chrono::seconds(i), std::to_string(i)));
            expected += more;
        }
        const auto fewer = *rc::gen::inRange<std::int64_t>(0, expected);
        if (fewer > 0) changes.push_back(in_force(remove_users(fewer), renewal, "z"));
        std::reverse(changes.begin(), changes.end());
        RC_ASSERT(quantity(changes, renewal) == expected - fewer);
        const std::vector<Lot> lots = items_at(changes, renewal)["plan_users"].lots;
        for (const Lot& lot : lots) RC_ASSERT(lot.quantity > 0);
    }));
}
