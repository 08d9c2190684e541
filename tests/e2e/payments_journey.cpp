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
    const std::string id = change["id"];
    const std::string payment = "pay" + id.substr(3);
    const json asked = get("/v1/payments/" + payment);
    CHECK(asked["status"] == "requires_action");
    CHECK(asked["next_action"]["url"].get<std::string>().find(payment) != std::string::npos);
    CHECK(get("/v1/billing/invoices")["data"].empty());
    CHECK(notify(system_, "evt_1", "payment.authenticated", user_.account, payment).status == 204);
    await_that("the order is applied",
               [&] { return get("/v1/subscription/changes/" + id)["status"] == "applied"; });
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
}

}  // namespace tenure::e2e
