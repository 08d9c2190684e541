// Direct debits that come back, at the gateway and under the test clock: what the bank took back is
// owed again.
#include <catch2/catch.hpp>

#include "e2e/clock.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

/// The sandbox's debits take three days; this account's come back thirty days later.
constexpr const char* refunded_iban = "BE08510007547063";

void keep_account(Tenant& tenant, const std::string& iban) {
    tenant.post("/v1/payment-methods",
                {{"type", "sepa_debit"},
                 {"sepa_debit", {{"iban", iban}, {"account_holder", "Exemple SRL"}}},
                 {"mandate", {{"accepted", true}}},
                 {"make_default", true}});
}

}  // namespace

TEST_CASE("A debit that its holder has refunded by the bank reopens the invoice") {
    System system;
    Tenant tenant(system, "acc_returns", "2027-01-10T10:00:00Z");
    tenant.can_pay();
    keep_account(tenant, refunded_iban);
    const json change =
        tenant.post("/v1/subscription", {{"plan", "grow"}, {"users", 2}, {"cycle", "quarterly"}});
    const std::string payment = "/v1/payments/pay" + change["id"].get<std::string>().substr(3);
    CHECK(tenant.get(payment)["status"] == "processing");
    CHECK(tenant.invoices().at(0)["status"] == "open");
    tenant.move_to("2027-01-13T12:00:00Z");
    CHECK(tenant.get(payment)["status"] == "succeeded");
    CHECK(tenant.invoices().at(0)["status"] == "paid");
    tenant.move_to("2027-02-12T12:00:00Z");
    const json returned = tenant.get(payment);
    CHECK(returned["status"] == "returned");
    CHECK(returned["failure"]["code"] == "debit_refunded");
    const json invoice = tenant.invoices().at(0);
    CHECK(invoice["status"] == "open");
    CHECK(tenant.get("/v1/access")["status"] == "past_due");
    // A card pays what is owed.
    tenant.pays_with("5555555555554444");
    tenant.move_to("2027-02-12T13:00:00Z");
    CHECK(tenant.invoices().at(0)["status"] == "paid");
    CHECK(tenant.invoices().size() == 1);
    CHECK(tenant.get("/v1/access")["status"] == "active");
}

TEST_CASE("A debit that comes back takes the credits left, and those spent are owed") {
    System system;
    Tenant tenant(system, "acc_credits", "2027-01-10T10:00:00Z");
    tenant.can_pay();
    tenant.post("/v1/subscription", {{"plan", "grow"}, {"users", 2}, {"cycle", "quarterly"}});
    keep_account(tenant, refunded_iban);

    const json pack = tenant.post("/v1/wallet/purchases", {{"pack", "pack_10"}});
    CHECK(pack["status"] == "applied");
    CHECK(tenant.get("/v1/wallet")["balance"] == "0.0000");
    tenant.move_to("2027-01-13T12:00:00Z");
    CHECK(tenant.get("/v1/wallet")["balance"] == "10.0000");
    tenant.post("/v1/wallet/debits", {{"usage", "trendstop.company"}, {"quantity", 7}});
    tenant.move_to("2027-02-12T12:00:00Z");

    const json wallet = tenant.get("/v1/wallet");
    CHECK(wallet["balance"] == "0.0000");
    CHECK(wallet["debt"] == "3.5000");
    const json reversal = tenant.get("/v1/wallet/transactions?kind=reversal")["data"].at(0);
    CHECK(reversal["change"] == "-6.5000");
    CHECK(reversal["relates_to"] == pack["id"]);
    tenant.post("/v1/wallet/debits", {{"usage", "sms.BE"}, {"quantity", 1}}, 402);
    // A card pays the invoice: the credits are there again, but for what was owed.
    tenant.pays_with("5555555555554444");
    tenant.move_to("2027-02-12T13:00:00Z");
    CHECK(tenant.get("/v1/wallet")["debt"] == "0.0000");
    CHECK(tenant.get("/v1/wallet")["balance"] == "6.5000");
}
