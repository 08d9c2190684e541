#include "e2e/billing_journey.hpp"

#include <catch2/catch.hpp>

#include "e2e/clock.hpp"
#include "e2e/steps.hpp"

namespace tenure::e2e {

namespace {

using nlohmann::json;

const std::string cycle_changes = "/v1/billing/cycle/changes";

class BillingJourney {
  public:
    BillingJourney(System& system, const User& user)
        : system_(system), user_(user), operator_{user.account, "operator"} {}

    void changes_the_cycle_and_thinks_again();
    void reads_an_invoice_as_a_document();
    void gets_something_back();
    void reads_the_history();

  private:
    json get(const std::string& path) {
        const auto answer = system_.call(user_, "GET", path);
        CAPTURE(path, answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    testkit::Answer post(const User& user, const std::string& path, const json& body) {
        return system_.call(user, "POST", path, body.dump(),
                            with_key("billing-" + std::to_string(++keys_)));
    }

    System& system_;
    const User& user_;
    const User operator_;
    int keys_ = 0;
};

void BillingJourney::changes_the_cycle_and_thinks_again() {
    const json next = get("/v1/billing/next-invoice");
    json wish = {{"cycle", "annual"}};
    const auto preview = post(user_, cycle_changes + "/preview", wish);
    CAPTURE(preview.body);
    REQUIRE(preview.status == 200);
    wish["quote_id"] = preview.json()["id"];
    const auto change = post(user_, cycle_changes, wish);
    CAPTURE(change.body);
    REQUIRE(change.status == 201);
    const std::string id = change.json()["id"];
    CHECK(change.json()["status"] == "scheduled");
    CHECK(get(cycle_changes).at("data")[0]["id"] == id);
    CHECK(get(cycle_changes + "/" + id)["status"] == "scheduled");
    CHECK(get("/v1/billing/next-invoice")["total"] == preview.json()["next_invoice"]["total"]);
    CHECK(post(user_, cycle_changes, {{"cycle", "annual"}}).code() == "cycle_change_pending");
    const auto undone = system_.call(user_, "DELETE", cycle_changes + "/" + id);
    CHECK(undone.json()["status"] == "undone");
    CHECK(get("/v1/billing/next-invoice")["total"] == next["total"]);
}

void BillingJourney::reads_an_invoice_as_a_document() {
    const std::string id = get("/v1/billing/invoices?limit=1")["data"][0]["id"];
    CHECK(get("/v1/billing/invoices/" + id + "/document")["id"] == id);
    const auto pdf = system_.call(user_, "GET", "/v1/billing/invoices/" + id + "/document", {},
                                  {{"Accept", "application/pdf"}});
    CHECK(pdf.status == 406);
    CHECK(pdf.code() == "not_acceptable");
}

void BillingJourney::gets_something_back() {
    const std::string id = get("/v1/billing/invoices?limit=1")["data"][0]["id"];
    const std::string notes = "/v1/billing/invoices/" + id + "/credit-notes";
    const json wish = {{"amount", {{"amount", 121}, {"currency", "EUR"}}}, {"reason", "a gesture"}};
    CHECK(post(user_, notes, wish).status == 403);
    const auto note = post(operator_, notes, wish);
    CAPTURE(note.body);
    REQUIRE(note.status == 201);
    CHECK(note.json()["total"]["amount"] == 121);
    const std::string note_id = note.json()["id"];
    CHECK(get("/v1/billing/credit-notes")["data"][0]["id"] == note_id);
    CHECK(get("/v1/billing/credit-notes/" + note_id)["number"] == note.json()["number"]);
    const json too_much = {{"amount", {{"amount", 100'000'000}, {"currency", "EUR"}}},
                           {"reason", "more than was paid"}};
    CHECK(post(operator_, notes, too_much).status == 409);
}

void BillingJourney::reads_the_history() {
    CHECK(get("/v1/billing/history")["data"].size() >= 3);
    CHECK(get("/v1/payment-methods/sepa-mandate").is_object());
}

}  // namespace

void go_through_billing(System& system, const User& user) {
    BillingJourney journey(system, user);
    journey.changes_the_cycle_and_thinks_again();
    journey.reads_an_invoice_as_a_document();
    journey.gets_something_back();
    journey.reads_the_history();
}

void go_through_unpaid_invoices(System& system, const std::string& account) {
    const User runs_it{account, "operator"};
    Tenant tenant(system, account, "2027-01-31T10:00:00Z");
    tenant.can_pay();
    tenant.post("/v1/subscription", {{"plan", "grow"}, {"users", 2}, {"cycle", "quarterly"}});
    tenant.pays_with(declining_card);
    const auto renewed_on = [&](const std::string& day) {
        tenant.move_to(day + "T09:00:00Z");
        const json invoice = tenant.get("/v1/billing/invoices?limit=1")["data"][0];
        CHECK(invoice["status"] == "open");
        return "/v1/billing/invoices/" + invoice["id"].get<std::string>();
    };
    const auto operate = [&](const std::string& path, const std::string& body) {
        const auto answer =
            system.call(runs_it, "POST", path, body, with_key(path.substr(path.size() - 20)));
        CAPTURE(answer.body);
        CHECK(answer.status == 200);
    };

    std::string invoice = renewed_on("2027-04-30");
    CHECK(tenant.get("/v1/access")["status"] == "past_due");
    tenant.post(invoice + "/payments", json::object(), 402);
    tenant.pays_with("5555555555554444");  // collected at once, without being asked for
    await_that("the invoice is paid", [&] { return tenant.get(invoice)["status"] == "paid"; });
    await_that("access is back", [&] { return tenant.get("/v1/access")["status"] == "active"; });

    tenant.pays_with("4000000000003220");  // asks who pays, which nobody answers at a renewal
    invoice = renewed_on("2027-07-31");
    CHECK(tenant.post(invoice + "/payments", json::object(), 202)["status"] == "requires_action");
    tenant.move_to("2027-07-31T11:00:00Z");  // nobody answered within an hour
    CHECK(tenant.get(invoice)["status"] == "open");
    operate(invoice + "/void", R"({"reason": "a test"})");
    CHECK(tenant.get(invoice)["status"] == "void");
    await_that("access is back", [&] { return tenant.get("/v1/access")["status"] == "active"; });

    invoice = renewed_on("2027-10-31");
    tenant.move_to("2027-12-01T09:00:00Z");
    CHECK(tenant.get("/v1/access")["status"] == "suspended");
    CHECK(tenant.get("/v1/access")["allowed"] == false);
    operate(invoice + "/uncollectible", {});
    CHECK(tenant.get(invoice)["status"] == "uncollectible");
    CHECK(tenant.get("/v1/test-clock")["now"] == "2027-12-01T09:00:00Z");
    CHECK(every_year_without_gap(system));
}

}  // namespace tenure::e2e
