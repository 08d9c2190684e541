#include "e2e/payments_journey.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "e2e/steps.hpp"

namespace tenure::e2e {

namespace {

using nlohmann::json;

std::string hmac_sha256(const std::string& key, const std::string& text) {
    std::array<unsigned char, 32> digest{};
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), nullptr);
    std::string hex;
    for (const unsigned char byte : digest)
        for (const unsigned shift : {4U, 0U}) hex += "0123456789abcdef"[byte >> shift & 0xFU];
    return hex;
}

class PaymentsJourney {
  public:
    PaymentsJourney(System& system, const std::string& account)
        : system_(system), user_{account, "owner"}, operator_{account, "operator"} {}

    void authenticates();
    void is_debited();
    void is_paid_back();
    void changes_the_mandate();

  private:
    json get(const std::string& path) {
        const auto answer = system_.call(user_, "GET", path);
        CAPTURE(path, answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    json post(const User& user, const std::string& path, const json& body, int status) {
        const auto answer = system_.call(user, "POST", path, body.is_null() ? "" : body.dump(),
                                         with_key("payments-" + std::to_string(++keys_)));
        CAPTURE(path, answer.body);
        REQUIRE(answer.status == status);
        return answer.json();
    }

    System& system_;
    const User user_;
    const User operator_;
    int keys_ = 0;
};

/// A card that came as a browser's token, and whose issuer asks for more.
void PaymentsJourney::authenticates() {
    REQUIRE(system_.call(user_, "PUT", "/v1/billing/details", details_body()).status == 201);
    const json card = post(user_, "/v1/payment-methods",
                           {{"type", "card"}, {"card", {{"token", "tok_authentication"}}}}, 201);
    CHECK(card["card"]["last4"] == "3220");
    const json change = post(user_, "/v1/subscription",
                             {{"plan", "grow"}, {"users", 2}, {"cycle", "quarterly"}}, 202);
    CHECK(change["status"] == "pending");
    CHECK(change["payment"]["status"] == "requires_action");
    const std::string id = change["id"];
    const std::string payment = "pay" + id.substr(3);
    const json asked = get("/v1/payments/" + payment);
    CHECK(asked["status"] == "requires_action");
    CHECK(change["payment"]["id"] == payment);
    CHECK(change["payment"]["action_url"] == asked["next_action"]["url"]);
    CHECK(get("/v1/subscription/changes/" + id)["payment"] == change["payment"]);
    CHECK(asked["next_action"]["url"].get<std::string>().find(payment) != std::string::npos);
    CHECK(get("/v1/billing/invoices")["data"].empty());
    CHECK(notify(system_, "evt_1", "payment.authenticated", user_.account, payment).status == 204);
    await_that("the order is applied",
               [&] { return get("/v1/subscription/changes/" + id)["status"] == "applied"; });
    CHECK_FALSE(get("/v1/subscription/changes/" + id).contains("payment"));
    CHECK(get("/v1/payments/" + payment)["status"] == "succeeded");
    CHECK(get("/v1/billing/invoices")["data"][0]["status"] == "paid");
}

std::string settled_report(std::string reference) {
    for (char& c : reference) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">)"
           "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>N1</MsgId></GrpHdr><Ntfctn><Ntry>"
           "<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd><Domn><Cd>PMNT</Cd><Fmly>"
           "<Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd>\n<NtryDtls><TxDtls>"
           "<Refs><EndToEndId>" +
           reference +
           "</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn>"
           "</Document>";
}

/// Another account under the mandate, then none, then a new one.
void PaymentsJourney::changes_the_mandate() {
    const std::string method = get("/v1/payment-methods")["data"][0]["id"];
    const std::string mandate = "/v1/payment-methods/" + method + "/mandate";
    const json other = {
        {"sepa_debit", {{"iban", "DE89370400440532013000"}, {"account_holder", "Exemple SRL"}}},
        {"mandate", {{"accepted", true}}}};
    CHECK(post(user_, mandate + "/amendments", other, 201)["sepa_debit"]["last4"] == "3000");
    const auto cancelled = system_.call(user_, "DELETE", mandate);
    CHECK(cancelled.json()["sepa_debit"]["mandate"]["status"] == "cancelled");
    const json anew = post(user_, mandate, {{"accepted", true}, {"scheme", "b2b"}}, 201);
    CHECK(anew["sepa_debit"]["mandate"]["scheme"] == "b2b");
    CHECK(anew["sepa_debit"]["mandate"]["accepted_from"].is_string());
}

void PaymentsJourney::is_debited() {
    post(user_, "/v1/payment-methods",
         {{"type", "sepa_debit"},
          {"sepa_debit", {{"iban", "BE62510007547061"}, {"account_holder", "Exemple SRL"}}},
          {"mandate", {{"accepted", true}}},
          {"make_default", true}},
         201);
    const json change =
        post(user_, "/v1/subscription/changes", {{"type", "add_users"}, {"users", 1}}, 201);
    const std::string invoice = "/v1/billing/invoices/" + change["invoice_id"].get<std::string>();
    CHECK(get(invoice)["status"] == "open");
    const std::string files = "/v1/operator/collections";
    const json file = post(operator_, files, nullptr, 201);
    CHECK(file["debits"] == 1);
    const auto listed = system_.call(operator_, "GET", files);
    CHECK(listed.json()["data"][0] == file);
    const json report = {{"document", settled_report(change["id"].get<std::string>().substr(4))}};
    CHECK(post(operator_, "/v1/operator/bank-reports", report, 200)["outcomes"] == 1);
    await_that("the invoice is paid", [&] { return get(invoice)["status"] == "paid"; });
    changes_the_mandate();
}

/// A credit note of a paid invoice moves money, and the history tells who did what.
void PaymentsJourney::is_paid_back() {
    const json invoices = get("/v1/billing/invoices")["data"];
    const std::string by_card = invoices.back()["id"];
    const std::string notes = "/v1/billing/invoices/" + by_card + "/credit-notes";
    const json wish = {{"amount", {{"amount", 121}, {"currency", "EUR"}}}, {"reason", "a gesture"}};
    const json note = post(operator_, notes, wish, 201);
    CHECK(note["refund"]["status"] == "pending");
    const std::string path = "/v1/billing/credit-notes/" + note["id"].get<std::string>();
    await_that("the money is paid back",
               [&] { return get(path)["refund"]["status"] == "succeeded"; });
    const json change = get("/v1/subscription/changes")["data"].back();
    const std::string payment = "pay" + change["id"].get<std::string>().substr(3);
    CHECK(get("/v1/payments/" + payment)["refunded"]["amount"] == 121);
    const std::string refund = "rfd" + note["id"].get<std::string>().substr(3);
    CHECK(system_.database("payment_method")
              .query("select amount from sandbox.refund where refund_id = '" + refund + "'") ==
          std::vector<std::string>{"121"});
    const json history = get("/v1/payment-methods/history")["data"];
    CHECK(history.back()["action"] == "payment_method.added");
    CHECK(history.back()["new"]["card"]["last4"] == "3220");
}

}  // namespace

Variables collected_through(const std::string& folder) {
    return {{"TENURE_COLLECTIONS_DIR", folder},
            {"TENURE_DEBIT_PROVIDER", "sepa_xml"},
            {"TENURE_DEBIT_NOTICE_DAYS", "1"},
            {"TENURE_IBAN_KEY", "a key for account numbers, 32 bytes"},
            {"TENURE_CREDITOR_IBAN", "BE68539007547034"}};
}

testkit::Answer notify(System& system, const std::string& id, const std::string& type,
                       const std::string& account, const std::string& payment) {
    const std::string body =
        json{{"id", id}, {"type", type}, {"account", account}, {"payment", payment}}.dump();
    const std::string time = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(
                                                std::chrono::system_clock::now().time_since_epoch())
                                                .count());
    const std::string signature =
        "t=" + time + ",v1=" + hmac_sha256("whsec_sandbox_moves_no_money", time + "." + body);
    return system.call_as({{"Sandbox-Signature", signature}}, "POST", "/v1/webhooks/sandbox", body);
}

void go_through_payments(System& system, const std::string& account) {
    PaymentsJourney journey(system, account);
    journey.authenticates();
    journey.is_debited();
    journey.is_paid_back();
}

}  // namespace tenure::e2e
