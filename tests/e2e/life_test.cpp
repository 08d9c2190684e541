// A licence's three years at the gateway: trial, conversion, changes of every kind, renewals,
// failed payments, suspension and return, cancellation, the end. Every answer is held against the
// OpenAPI description; every amount is worked out by hand.
//
// Prices a user and month: GROW 30.00 by the quarter, 25.00 by the year; FLOW 42.00 and 35.00;
// Beyond 12.00 and 10.00. VAT 21 %.
#include <catch2/catch.hpp>

#include "e2e/clock.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

/// A clock's account; each step leaves what the next one needs.
class Life {
  public:
    void tries_it_first();
    void becomes_a_customer_when_the_trial_ends();
    void buys_in_the_middle_of_the_term();
    void schedules_changes_that_compose();
    void meets_the_edge_of_the_window();
    void renews_as_announced();
    void takes_the_add_on();
    void does_not_pay();
    void is_suspended();
    void pays_and_is_back();
    void cancels();
    void ends();

  private:
    std::int64_t total_of_last_invoice() { return tenant_.invoices().back()["total"]["amount"]; }
    json preview(const json& body) {
        return tenant_.post("/v1/subscription/changes/preview", body, 200);
    }
    json next_invoice() { return tenant_.get("/v1/billing/next-invoice"); }
    bool may_work() { return tenant_.get("/v1/access")["allowed"]; }

    System system_;
    Tenant tenant_{system_, "acc_life", "2027-01-31T10:00:00Z"};
    json announced_;
};

void Life::tries_it_first() {
    tenant_.post("/v1/subscription",
                 {{"plan", "grow"}, {"users", 5}, {"cycle", "quarterly"}, {"trial", true}});
    const json trial = tenant_.subscription();
    CHECK(trial["status"] == "trialing");
    CHECK(trial["trial_ends_on"] == "2027-02-14");
    CHECK(may_work());
    CHECK(tenant_.change({{"type", "add_users"}, {"users", 1}})["status"] == "applied");
    CHECK(tenant_.subscription()["users"] == 6);
    CHECK(tenant_.invoices().empty());
}

void Life::becomes_a_customer_when_the_trial_ends() {
    tenant_.can_pay();
    CHECK(next_invoice()["date"] == "2027-02-14");
    tenant_.move_to("2027-02-13T22:59:59.999999Z");
    CHECK(tenant_.subscription()["status"] == "trialing");
    tenant_.move_to("2027-02-14T08:00:00Z");
    const json paid = tenant_.subscription();
    CHECK(paid["status"] == "active");
    CHECK(paid["term"]["number"] == 1);
    CHECK(paid["term"]["starts_on"] == "2027-02-14");
    CHECK(paid["renews_on"] == "2027-05-14");
    REQUIRE(tenant_.invoices().size() == 1);
    CHECK(tenant_.invoices()[0]["status"] == "paid");
    CHECK(total_of_last_invoice() == 6 * 3 * 3000 * 121 / 100);
}

/// Exactly two months are left.
void Life::buys_in_the_middle_of_the_term() {
    tenant_.move_to("2027-03-14T08:00:00Z");
    json users = {{"type", "add_users"}, {"users", 2}};
    const json quote = preview(users);
    CHECK(quote["total"]["amount"] == 2 * 2 * 3000 * 121 / 100);
    users["quote_id"] = quote["id"];
    CHECK(tenant_.change(users)["quote"]["total"] == quote["total"]);
    CHECK(total_of_last_invoice() == quote["total"]["amount"]);
    CHECK(tenant_.refusal("/v1/subscription/changes", users) == "quote_used");

    const json upgrade = preview({{"type", "change_plan"}, {"plan", "flow"}});
    REQUIRE(upgrade["lines"].size() == 2);
    CHECK(upgrade["subtotal"]["amount"] == 8 * 2 * (4200 - 3000));
    tenant_.change({{"type", "change_plan"}, {"plan", "flow"}, {"quote_id", upgrade["id"]}});
    CHECK(total_of_last_invoice() == 8 * 2 * 1200 * 121 / 100);
    const json now = tenant_.subscription();
    CHECK(now["plan"] == "flow");
    CHECK(now["users"] == 8);
}

void Life::schedules_changes_that_compose() {
    const json fewer = tenant_.change({{"type", "remove_users"}, {"users", 3}});
    CHECK(fewer["status"] == "scheduled");
    tenant_.post("/v1/billing/cycle/changes", {{"cycle", "annual"}});
    await_that("the subscription hears of its new cycle",
               [&] { return tenant_.subscription()["after_renewal"]["cycle"] == "annual"; });
    json smaller = {{"type", "change_plan"}, {"plan", "grow"}};
    CHECK(preview(smaller)["losses"] == json({"automation", "api"}));
    CHECK(tenant_.refusal("/v1/subscription/changes", smaller) == "loss_not_accepted");
    smaller["accept_loss"] = true;
    const json downgrade = tenant_.change(smaller);
    const json after = tenant_.subscription()["after_renewal"];
    CHECK(after["plan"] == "grow");
    CHECK(after["users"] == 5);
    CHECK(after["cycle"] == "annual");
    CHECK(next_invoice()["total"]["amount"] == 5 * 12 * 2500 * 121 / 100);
    const std::string change = "/v1/subscription/changes/" + downgrade["id"].get<std::string>();
    CHECK(tenant_.remove(change)["status"] == "undone");
    CHECK(next_invoice()["total"]["amount"] == 5 * 12 * 3500 * 121 / 100);
}

/// The deadline is 29 April, until midnight in Brussels; users can be bought afterwards too, and
/// raise the number that was to remain.
void Life::meets_the_edge_of_the_window() {
    tenant_.move_to("2027-04-29T21:59:59.999999Z");
    CHECK(tenant_.subscription()["change_deadline"] == "2027-04-29");
    tenant_.post("/v1/subscription/cancellation", json::object());
    CHECK(tenant_.subscription()["status"] == "cancelling");
    tenant_.remove("/v1/subscription/cancellation");
    tenant_.move_to("2027-04-29T22:00:00Z");
    const json closed = tenant_.change({{"type", "remove_users"}, {"users", 1}}, 409);
    CHECK(closed["code"] == "change_window_closed");
    CHECK(closed["deadline"] == "2027-04-29");
    CHECK(closed["renews_on"] == "2027-05-14");
    CHECK(tenant_.refusal("/v1/subscription/cancellation", json::object()) ==
          "change_window_closed");
    tenant_.change({{"type", "add_users"}, {"users", 1}});
    CHECK(tenant_.subscription()["users"] == 9);
    CHECK(tenant_.subscription()["after_renewal"]["users"] == 6);
    announced_ = next_invoice();
}

void Life::renews_as_announced() {
    tenant_.move_to("2027-05-14T08:00:00Z");
    const json renewed = tenant_.subscription();
    CHECK(renewed["status"] == "active");
    CHECK(renewed["users"] == 6);
    CHECK(renewed["cycle"] == "annual");
    CHECK(renewed["renews_on"] == "2028-05-14");
    CHECK(tenant_.invoices().back()["total"] == announced_["total"]);
    CHECK(total_of_last_invoice() == 6 * 12 * 3500 * 121 / 100);
    CHECK(tenant_.invoices().back()["status"] == "paid");
}

void Life::takes_the_add_on() {
    const std::string add_on = "/v1/add-ons/customer-meeting";
    CHECK(tenant_.refusal(add_on + "/changes", {{"type", "switch_package"},
                                                {"package", "beyond"},
                                                {"beyond_users", 7}}) == "limit_exceeded");
    tenant_.add_on_change({{"type", "switch_package"}, {"package", "beyond"}, {"beyond_users", 2}});
    CHECK(total_of_last_invoice() == 2 * 12 * 1000 * 121 / 100);
    CHECK(tenant_.get(add_on)["beyond_users"] == 2);
    CHECK(tenant_.refusal("/v1/subscription/changes", {{"type", "remove_users"}, {"users", 5}}) ==
          "limit_exceeded");
}

void Life::does_not_pay() {
    tenant_.pays_with("4000000000000341");
    tenant_.move_to("2028-05-14T08:00:00Z");
    CHECK(tenant_.subscription()["status"] == "past_due");
    CHECK(may_work());
    CHECK(tenant_.invoices().back()["status"] == "open");
    CHECK(total_of_last_invoice() == 12 * (6 * 3500 + 2 * 1000) * 121 / 100);
}

/// Thirty days after the invoice was issued, which was at midnight in Brussels.
void Life::is_suspended() {
    tenant_.move_to("2028-06-12T21:59:59.999999Z");
    CHECK(tenant_.subscription()["status"] == "past_due");
    tenant_.move_to("2028-06-12T22:00:00Z");
    CHECK(tenant_.subscription()["status"] == "suspended");
    CHECK_FALSE(may_work());
    CHECK(tenant_.refusal("/v1/subscription/changes", {{"type", "add_users"}, {"users", 1}}) ==
          "account_suspended");
}

void Life::pays_and_is_back() {
    const std::string payments =
        "/v1/billing/invoices/" + tenant_.invoices().back()["id"].get<std::string>() + "/payments";
    CHECK(tenant_.post(payments, json::object(), 402)["code"] == "payment_declined");
    const json methods = tenant_.get("/v1/payment-methods");
    for (const json& method : methods["data"])
        if (method["card"]["last4"] == "4242")
            tenant_.put("/v1/payment-methods/default", {{"payment_method_id", method["id"]}});
    // On a test clock, what a request makes due runs with the clock's next move.
    tenant_.move_to("2028-06-12T22:00:01Z");
    CHECK(tenant_.subscription()["status"] == "active");
    CHECK(may_work());
    CHECK(tenant_.invoices().back()["status"] == "paid");
    CHECK(tenant_.refusal(payments, json::object()) == "invoice_not_open");
}

void Life::cancels() {
    tenant_.move_to("2029-04-01T08:00:00Z");
    const json cancelled = tenant_.post("/v1/subscription/cancellation", {{"reason", "too small"}});
    CHECK(cancelled["access_until"] == "2029-05-13");
    tenant_.move_to("2029-04-30T08:00:00Z");
    CHECK(tenant_.remove("/v1/subscription/cancellation", 409)["code"] == "change_window_closed");
    CHECK(tenant_.subscription()["status"] == "cancelling");
}

void Life::ends() {
    const std::size_t invoices = tenant_.invoices().size();
    tenant_.move_to("2029-05-13T21:59:59.999999Z");
    CHECK(may_work());
    tenant_.move_to("2029-05-13T22:00:00Z");
    CHECK_FALSE(may_work());
    CHECK(tenant_.subscription()["status"] == "ended");
    CHECK(tenant_.refusal("/v1/subscription/changes", {{"type", "add_users"}, {"users", 1}}) ==
          "subscription_ended");
    CHECK(tenant_.invoices().size() == invoices);
    CHECK(tenant_.get("/v1/subscription/history")["data"].size() > 5);
    CHECK(every_year_without_gap(system_));
}

}  // namespace

TEST_CASE("A licence lives for three years, from its trial to its end") {
    Life life;
    life.tries_it_first();
    life.becomes_a_customer_when_the_trial_ends();
    life.buys_in_the_middle_of_the_term();
    life.schedules_changes_that_compose();
    life.meets_the_edge_of_the_window();
    life.renews_as_announced();
    life.takes_the_add_on();
    life.does_not_pay();
    life.is_suspended();
    life.pays_and_is_back();
    life.cancels();
    life.ends();
}
