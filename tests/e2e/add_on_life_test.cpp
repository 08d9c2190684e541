// The add-on over time, on a test clock: a trial that converts, rights when Beyond users shrink,
// and the end with the subscription.
//
// Beyond 12.00 a user and month by the quarter. VAT 21 %.
#include <catch2/catch.hpp>

#include "e2e/clock.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

const std::string meeting = "/v1/add-ons/customer-meeting";
const std::string users = meeting + "/users/";

/// Five users on GROW by the quarter, from 31 January 2027 on.
class Meetings {
  public:
    Meetings() {
        tenant.can_pay();
        tenant.post("/v1/subscription", {{"plan", "grow"}, {"users", 5}, {"cycle", "quarterly"}});
        await_that("the subscription's news reaches the add-on",
                   [&] { return system.call(tenant.owner(), "GET", meeting).status == 200; });
    }
    json state() { return tenant.get(meeting); }
    std::string reason(const std::string& user) { return tenant.get(users + user)["reason"]; }

    System system;
    Tenant tenant{system, "acc_meetings", "2027-01-31T10:00:00Z"};
};

}  // namespace

TEST_CASE("A trial of Beyond converts at its end, pro rata for the rest of the term") {
    Meetings m;
    const json trial = m.tenant.add_on_change({{"type", "start_trial"}, {"convert_to_users", 2}});
    CHECK(trial["trial_ends_at"] == "2027-02-13T23:00:00Z");
    m.tenant.put(users + "anna", json::object(), 201);
    CHECK(m.reason("carl") == "trial");
    m.tenant.move_to("2027-02-13T22:59:59.999999Z");
    CHECK(m.state()["package"] == "basic");
    CHECK(m.tenant.invoices().size() == 1);
    m.tenant.move_to("2027-02-13T23:00:00Z");
    CHECK(m.state()["package"] == "beyond");
    CHECK(m.reason("anna") == "named");
    CHECK(m.reason("carl") == "not_named");
    REQUIRE(m.tenant.invoices().size() == 2);
    CHECK(m.tenant.invoices()[1]["status"] == "paid");
    // 14 February to 30 April: two months back to 28 February, and 14 of the 28 days before.
    CHECK(m.tenant.invoices()[1]["subtotal"]["amount"] == 2 * 1200 * 5 / 2);
    const std::string change = meeting + "/changes/" + trial["id"].get<std::string>();
    CHECK(m.tenant.get(change)["status"] == "applied");
    m.tenant.move_to("2027-04-30T10:00:00Z");
    CHECK(m.tenant.invoices().back()["subtotal"]["amount"] == 3 * (5 * 3000 + 2 * 1200));
}

TEST_CASE("A conversion that is not paid leaves the account on Basic") {
    Meetings m;
    const json trial = m.tenant.add_on_change({{"type", "start_trial"}, {"convert_to_users", 2}});
    m.tenant.pays_with(declining_card);
    m.tenant.move_to("2027-02-14T10:00:00Z");
    CHECK(m.state()["package"] == "basic");
    CHECK(m.reason("anybody") == "basic");
    CHECK(m.tenant.get(meeting + "/changes/" + trial["id"].get<std::string>())["status"] ==
          "declined");
    CHECK(m.tenant.invoices().size() == 1);
}

TEST_CASE("Beyond users shrink at the renewal, the last named wait for a place") {
    Meetings m;
    m.tenant.add_on_change(
        {{"type", "switch_package"}, {"package", "beyond"}, {"beyond_users", 3}});
    for (const char* user : {"a", "b", "c"}) m.tenant.put(users + user, json::object(), 201);
    m.tenant.add_on_change({{"type", "remove_users"}, {"users", 2}});
    m.tenant.change({{"type", "remove_users"}, {"users", 4}});
    CHECK(m.tenant.refusal("/v1/subscription/changes", {{"type", "remove_users"}, {"users", 1}}) ==
          "no_users_left");
    m.tenant.move_to("2027-04-30T10:00:00Z");
    CHECK(m.state()["beyond_users"] == 1);
    CHECK(m.state()["users"] == 1);
    CHECK(m.reason("a") == "named");
    CHECK(m.reason("c") == "no_place");
    CHECK(m.tenant.invoices().back()["subtotal"]["amount"] == 3 * (3000 + 1200));
    CHECK(m.tenant.refusal(meeting + "/changes", {{"type", "add_users"}, {"users", 1}}) ==
          "limit_exceeded");
}

TEST_CASE("The add-on ends with the subscription and begins anew with the next one") {
    Meetings m;
    m.tenant.add_on_change(
        {{"type", "switch_package"}, {"package", "beyond"}, {"beyond_users", 3}});
    m.tenant.put(users + "a", json::object(), 201);
    m.tenant.post("/v1/subscription/cancellation", json::object());
    m.tenant.move_to("2027-04-30T10:00:00Z");
    CHECK(m.state()["status"] == "ended");
    CHECK(m.state()["package"].is_null());
    CHECK(m.reason("a") == "subscription_ended");
    CHECK(m.tenant.refusal(meeting + "/changes", {{"type", "add_users"}, {"users", 1}}) ==
          "subscription_ended");
    m.tenant.post("/v1/subscription", {{"plan", "smart"}, {"users", 2}, {"cycle", "annual"}});
    await_that("the new subscription's news reaches the add-on",
               [&] { return m.state()["users"] == 2; });
    CHECK(m.state()["package"] == "basic");
    CHECK(m.reason("a") == "basic");
}
