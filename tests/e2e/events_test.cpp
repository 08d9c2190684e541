// Accounts on test clocks: every event on their way is as proto-docs/events.md says.
#include <catch2/catch.hpp>

#include "e2e/clock.hpp"
#include "e2e/feeds.hpp"
#include "e2e/steps.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

const std::string start = "2026-11-23T12:00:00Z";
const std::string methods = "/v1/payment-methods";
constexpr const char* another_good_card = "5555555555554444";
constexpr const char* fails_when_charged = "4000000000000341";
constexpr const char* debit_that_comes_back = "BE56510007547072";

json five_users(bool trial = false) {
    json body = {{"plan", "grow"}, {"users", 5}, {"cycle", "quarterly"}};
    if (trial) body["trial"] = true;
    return body;
}

void pay_by_debit(Tenant& tenant, const std::string& iban) {
    tenant.post(methods, {{"type", "sepa_debit"},
                          {"sepa_debit", {{"iban", iban}, {"account_holder", "Exemple SRL"}}},
                          {"mandate", {{"accepted", true}}},
                          {"make_default", true}});
}

/// Buys, schedules, undoes, cannot pay its renewal, is suspended, and is back once it pays.
void live_through_suspension(System& system) {
    Tenant tenant(system, "acc_late", start);
    tenant.can_pay();
    tenant.post("/v1/subscription", five_users());
    tenant.change({{"type", "add_users"}, {"users", 2}});
    const json undone = tenant.change({{"type", "remove_users"}, {"users", 1}});
    tenant.remove("/v1/subscription/changes/" + undone["id"].get<std::string>());
    tenant.change({{"type", "remove_users"}, {"users", 2}});
    tenant.post("/v1/billing/cycle/changes", {{"cycle", "annual"}});
    tenant.pays_with(fails_when_charged);
    tenant.change({{"type", "add_users"}, {"users", 1}}, 402);
    tenant.move_to("2027-04-10T12:00:00Z");
    CHECK(tenant.subscription()["status"] == "suspended");
    tenant.pays_with(another_good_card);
    tenant.move_to("2027-04-10T13:00:00Z");
    CHECK(tenant.subscription()["status"] == "active");
    tenant.move_to("2028-03-01T12:00:00Z");
}

/// Pays by debits that the bank returns, is reminded, and cancels.
void live_with_returned_debits(System& system) {
    Tenant tenant(system, "acc_debit", start);
    tenant.put("/v1/billing/details", json::parse(details_body()), 201);
    pay_by_debit(tenant, debit_that_comes_back);
    tenant.post("/v1/subscription", five_users());
    tenant.move_to("2026-12-12T12:00:00Z");
    tenant.pays_with(good_card);
    tenant.post("/v1/subscription/cancellation", json::object());
    const json kept = tenant.get(methods)["data"];
    for (const json& method : kept)
        if (method["type"] == "sepa_debit")
            tenant.remove(methods + "/" + method["id"].get<std::string>(), 204);
    tenant.move_to("2027-03-01T12:00:00Z");
    CHECK(tenant.subscription()["status"] == "ended");
}

void let_a_trial_pass(System& system) {
    Tenant tenant(system, "acc_trial", start);
    tenant.post("/v1/subscription", five_users(true));
    tenant.move_to("2026-12-20T12:00:00Z");
}

}  // namespace

TEST_CASE("Every event of licences' lives is in the catalogue and fits its schema") {
    System system;
    live_through_suspension(system);
    live_with_returned_debits(system);
    let_a_trial_pass(system);

    for (const std::string& violation : feed_violations(system)) FAIL_CHECK(violation);
    const std::set<std::string> types = published_types(system);
    for (const char* type :
         {"order.applied",         "order.scheduled",        "order.undone",
          "order.declined",        "cycle.change_scheduled", "term.started",
          "account.past_due",      "account.suspended",      "account.restored",
          "account.ended",         "invoice.opened",         "invoice.paid",
          "invoice.reopened",      "invoice.payment_failed", "renewal.upcoming",
          "change_window.closing", "trial.ending",           "test_clock.moved",
          "payment.processing",    "payment.succeeded",      "payment.failed",
          "payment.returned",      "payment_method.added",   "payment_method.default_changed",
          "payment_method.removed"}) {
        INFO(type);
        CHECK(types.contains(type));
    }
}
