// Trials, cancellations and what an account's state refuses.

#include "integration/billing/lifecycle_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

std::string account_state(const LifecycleFixture& f) {
    return f
        .query(
            "select status || ' ' || standing || ' ' || coalesce(to_char(renews_at at time "
            "zone 'UTC', 'YYYY-MM-DD HH24:MI'), '-') from billing_account")
        .at(0);
}

/// What the renewal does when a term is cancelled.
void end_account(const LifecycleFixture& f) {
    f.query(
        "update billing_account set status = 'ended', ended_on = '2027-02-23', "
        "ended_reason = 'cancelled', renews_at = null returning 1");
    f.query("update item_change set status = 'ended' where status = 'in_force' returning 1");
}

}  // namespace

TEST_CASE("A trial needs no details and no payment, and everything in it is free") {
    LifecycleFixture f;
    f.payments.outcome("missing");
    const auto answer = f.place(trial(3));
    REQUIRE(answer.status == 201);
    const json order = answer.json();
    REQUIRE(order["status"] == "applied");
    REQUIRE(order["term"]["number"] == 0);
    REQUIRE(order["term"]["renews_on"] == "2026-12-07");
    REQUIRE(order["invoice_id"].is_null());
    REQUIRE(order["quote"]["due_now"] == money(0));
    REQUIRE(order["quote"]["next_invoice"]["date"] == "2026-12-07");
    REQUIRE(account_state(f) == "trialing good 2026-12-06 23:00");
    const json term =
        json::parse(f.query("select data::text from event where type = 'term.started'").at(0));
    REQUIRE(term["trial"] == true);
    REQUIRE(f.place(purchase_of("change", 2)).json()["status"] == "applied");
    REQUIRE(f.place(change_of(operation("remove", "plan_users", 4))).json()["status"] == "applied");
    REQUIRE(f.place(change_of(operation("remove", "plan_users", 1))).code() == "last_unit");
    REQUIRE(f.place(change_of(switch_plan("plan.flow", 4500, 4000))).json()["status"] == "applied");
    REQUIRE(f.get("/v1/billing/next-invoice").code() == "billing_details_missing");
    REQUIRE(f.put_details(belgian_details()).status == 201);
    REQUIRE(f.next_invoice()["subtotal"] == money(3 * 4500));
    REQUIRE(f.next_invoice()["period"] == json{{"from", "2026-12-07"}, {"until", "2027-03-07"}});
    REQUIRE(f.payments.calls().empty());
    REQUIRE(f.place(trial(3)).code() == "subscription_exists");
}

TEST_CASE("A trial is cancelled on its last day, and the cancellation undone") {
    LifecycleFixture f;
    REQUIRE(f.place(trial(3)).status == 201);
    const auto last = instant("2026-12-06T22:59:59Z");
    const json order = f.place(cancellation(), last).json();
    REQUIRE(order["effective_at"] == "2026-12-06T23:00:00Z");
    REQUIRE(f.undo(order["id"], last).json()["status"] == "undone");
}

TEST_CASE("A paid start makes the account live until its renewal") {
    LifecycleFixture f;
    f.start();
    REQUIRE(account_state(f) == "live good 2027-02-22 23:00");
}

TEST_CASE("A cancellation ends the term without another invoice, once, and can be undone") {
    LifecycleFixture f;
    f.start();
    const auto answer = f.place(cancellation());
    REQUIRE(answer.status == 201);
    const json order = answer.json();
    REQUIRE(order["status"] == "scheduled");
    REQUIRE(order["effective_at"] == "2027-02-22T23:00:00Z");
    REQUIRE(order["items"].empty());
    REQUIRE(order["quote"]["next_invoice"].is_null());
    REQUIRE(f.get("/v1/billing/next-invoice").code() == "next_invoice_missing");
    REQUIRE(f.place(cancellation()).code() == "cancellation_pending");
    REQUIRE(f.place(fewer_users(1)).code() == "cancellation_pending");
    REQUIRE(f.change_cycle({{"cycle", "annual"}}).code() == "cancellation_pending");
    const json bought = f.place(purchase_of("change", 2)).json();
    REQUIRE(bought["status"] == "applied");
    REQUIRE(bought["quote"]["next_invoice"].is_null());
    REQUIRE(f.undo(order["id"]).json()["status"] == "undone");
    REQUIRE(f.next_invoice()["lines"][0]["quantity"] == 7);
    REQUIRE(f.place(cancellation()).json()["status"] == "scheduled");
}

TEST_CASE("An ended account buys nothing but a new start, numbered on, without its old items") {
    LifecycleFixture f;
    f.start();
    end_account(f);
    const auto later = instant("2027-05-07T10:00:00Z");
    for (const json& purchase : {purchase_of("change", 1), fewer_users(1), cancellation()})
        REQUIRE(f.place(purchase, later).code() == "subscription_ended");
    REQUIRE(f.change_cycle({{"cycle", "annual"}}, later).code() == "subscription_ended");
    REQUIRE(f.get("/v1/billing/cycle").code() == "subscription_ended");
    REQUIRE(f.get("/v1/billing/next-invoice").code() == "subscription_ended");
    REQUIRE(f.place(trial(2), later).code() == "trial_not_available");
    const json again = f.place(purchase_of("start", 2), later).json();
    REQUIRE(again["status"] == "applied");
    REQUIRE(again["term"] == json{{"number", 2},
                                  {"cycle", "quarterly"},
                                  {"anchor_day", 7},
                                  {"starts_on", "2027-05-07"},
                                  {"renews_on", "2027-08-07"}});
    REQUIRE(account_state(f) == "live good 2027-08-06 22:00");
    REQUIRE(f.next_invoice(later)["lines"][0]["quantity"] == 2);
}

TEST_CASE("A suspended account pays first, but may cancel and undo") {
    LifecycleFixture f;
    f.start();
    const std::string scheduled = f.place(fewer_users(1)).json()["id"];
    f.query("update billing_account set standing = 'suspended' returning 1");
    REQUIRE(f.place(purchase_of("change", 1)).code() == "account_suspended");
    REQUIRE(f.quote(purchase_of("change", 1)).code() == "account_suspended");
    REQUIRE(f.place(fewer_users(1)).code() == "account_suspended");
    REQUIRE(f.change_cycle({{"cycle", "annual"}}).code() == "account_suspended");
    REQUIRE(f.undo(scheduled).json()["status"] == "undone");
    REQUIRE(f.place(cancellation()).json()["status"] == "scheduled");
}

TEST_CASE("Bad purchases of every kind name every bad field") {
    LifecycleFixture f;
    f.start();
    const auto field = [&](const json& purchase) {
        const auto answer = f.quote(purchase);
        REQUIRE(answer.status == 422);
        const json errors = answer.json()["errors"];
        return errors[0]["pointer"].get<std::string>() + " " + errors[0]["code"].get<std::string>();
    };
    json change = purchase_of("change", 1);
    change.erase("effective");
    REQUIRE(field(change) == "/effective required");
    change["effective"] = "soon";
    REQUIRE(field(change) == "/effective unknown_value");
    change["effective"] = "2026-13-01T00:00:00Z";
    REQUIRE(field(change) == "/effective unknown_value");
    REQUIRE(field(change_of(operation("steal", "plan_users", 1))) ==
            "/operations/0/action unknown_value");
    REQUIRE(field(change_of(operation("remove", "plan_users", 0), "at_renewal")) ==
            "/operations/0/quantity out_of_range");
    REQUIRE(field(change_of(operation("clear", "plan_users", 1), "at_renewal")) ==
            "/operations/0/quantity unknown_field");
    REQUIRE(field(change_of(operation("remove", "plan_users", 1))) == "/effective not_allowed");
    json end = cancellation();
    end["operations"] = json::array();
    REQUIRE(field(end) == "/operations unknown_field");
    json start = trial(1, 0);
    REQUIRE(field(start) == "/start/trial_days out_of_range");
    start = purchase_of("start", 1);
    start["effective"] = "immediately";
    REQUIRE(field(start) == "/effective unknown_field");
    json cycle = cancellation();
    cycle["kind"] = "cycle";
    REQUIRE(field(cycle) == "/kind unknown_value");
}
