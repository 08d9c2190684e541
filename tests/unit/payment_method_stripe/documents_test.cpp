// What is read out of Stripe's documents, and what is written into its requests.

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "payment_method/clients/stripe_amount.hpp"
#include "payment_method/clients/stripe_documents.hpp"
#include "payment_method/clients/stripe_form.hpp"

using namespace tenure;
using namespace tenure::payment_method;

namespace {

std::optional<std::int64_t> asked(std::int64_t minor, const char* currency) {
    return stripe_amount(Money(minor, Currency::parse(currency).value()));
}

std::string failure_code(const std::string& code, const std::string& decline_code = "") {
    return payment_failure_code({"card_error", code, decline_code, ""});
}

/// Stripe's own samples; nothing where the reference data is absent.
std::optional<nlohmann::json> fixtures() {
    std::ifstream file(std::string(TENURE_SOURCE_DIR) +
                       "/../shared/reference/data/api/stripe-fixtures3-2026-08.json");
    if (!file) {
        WARN("skipped: the reference data is absent");
        return std::nullopt;
    }
    return nlohmann::json::parse(file).at("resources");
}

}  // namespace

TEST_CASE("A form is encoded as browsers do, in the order of its fields") {
    StripeForm form;
    form.add("amount", 1234).add("metadata[tenure_payment]", "pay_1");
    form.add("description", "3 users, Liège & Köln = 5 €+").add("expand[]", "x");
    REQUIRE(form.str() ==
            "amount=1234&metadata%5Btenure_payment%5D=pay_1&description=3%20users%2C%20Li%C3%A8ge"
            "%20%26%20K%C3%B6ln%20%3D%205%20%E2%82%AC%2B&expand%5B%5D=x");
    REQUIRE(StripeForm().str().empty());
    REQUIRE(StripeForm().add("a", "").str() == "a=");
}

TEST_CASE("Amounts are counted as Stripe counts them") {
    REQUIRE(asked(6000, "EUR") == 6000);
    REQUIRE(asked(99'999'999, "EUR") == 99'999'999);
    REQUIRE_FALSE(asked(100'000'000, "EUR"));
    REQUIRE_FALSE(asked(largest_amount, "EUR"));
    struct Row {
        const char* currency;
        std::int64_t minor;
        std::optional<std::int64_t> expected;
    };
    for (const Row& row : {Row{"JPY", 500, 500}, Row{"KRW", 500, 500}, Row{"ISK", 500, 50'000},
                           Row{"UGX", 500, 50'000}, Row{"MGA", 500, 5}, Row{"MGA", 550, {}},
                           Row{"KWD", 5120, 5120}, Row{"KWD", 5124, {}}, Row{"HUF", 1000, 1000}}) {
        const Result<Currency> currency = Currency::parse(row.currency);
        if (!currency.ok()) continue;  // not one that Tenure invoices in
        CAPTURE(row.currency, row.minor);
        REQUIRE(stripe_amount(Money(row.minor, *currency)) == row.expected);
    }
}

TEST_CASE("Declines have our codes, and what is not known is a decline") {
    REQUIRE(failure_code("card_declined", "insufficient_funds") == "insufficient_funds");
    REQUIRE(failure_code("card_declined", "generic_decline") == "payment_declined");
    REQUIRE(failure_code("card_declined", "authentication_required") ==
            "payment_authentication_required");
    REQUIRE(failure_code("authentication_required") == "payment_authentication_required");
    REQUIRE(failure_code("payment_intent_authentication_failure") ==
            "payment_authentication_required");
    REQUIRE(failure_code("expired_card", "expired_card") == "payment_method_expired");
    REQUIRE(failure_code("insufficient_funds") == "insufficient_funds");
    REQUIRE(failure_code("account_closed") == "bank_account_closed");
    REQUIRE(failure_code("debit_not_authorized") == "debit_unauthorised");
    REQUIRE(failure_code("charge_exceeds_weekly_limit") == "debit_limit_exceeded");
    REQUIRE(failure_code("a_code_of_next_year", "another") == "payment_declined");
    REQUIRE(failure_code("") == "payment_declined");
    // Whoever holds a stolen card is not told that we know.
    for (const char* code : {"lost_card", "stolen_card", "pickup_card", "fraudulent"})
        REQUIRE(failure_code("card_declined", code) == "payment_declined");
}

TEST_CASE("What is no document, or another, reads as empty") {
    for (const char* body :
         {"", "x", "null", "[]", "1", "{}", R"({"id":1,"status":{},"amount":"7"})",
          R"({"last_payment_error":[],"next_action":{"redirect_to_url":7}})"}) {
        INFO(body);
        const StripePaymentIntent intent = read_payment_intent(body);
        REQUIRE(intent.id.empty());
        REQUIRE(intent.status.empty());
        REQUIRE(intent.amount == 0);
        REQUIRE_FALSE(intent.disputed);
        REQUIRE(read_setup_intent(body).status.empty());
        REQUIRE(read_stripe_method(body).card.last4.empty());
        REQUIRE(read_stripe_refunds(body).refunds.empty());
        REQUIRE(read_stripe_disputes(body).empty());
        REQUIRE(read_stripe_failure(body).code.empty());
        REQUIRE_FALSE(read_stripe_event(body));
    }
}

TEST_CASE("An event names its payment intent, whatever it is about") {
    const auto intent_of = [](const std::string& object) {
        return read_stripe_event(R"({"id":"evt_1","object":"event","type":"t","data":{"object":)" +
                                 object + "}}")
            .value()
            .payment_intent;
    };
    REQUIRE(intent_of(R"({"id":"pi_1","object":"payment_intent"})") == "pi_1");
    REQUIRE(intent_of(R"({"id":"dp_1","object":"dispute","payment_intent":"pi_2"})") == "pi_2");
    REQUIRE(intent_of(R"({"id":"ch_1","object":"charge","payment_intent":{"id":"pi_3"}})") ==
            "pi_3");
    REQUIRE(intent_of(R"({"id":"cus_1","object":"customer"})").empty());
    REQUIRE(intent_of("null").empty());
}

TEST_CASE("Only a dispute that took the money sends it back") {
    const auto took = [](const char* status) { return StripeDispute{status, ""}.took_money(); };
    for (const char* status : {"needs_response", "under_review", "lost"}) REQUIRE(took(status));
    for (const char* status :
         {"won", "warning_needs_response", "warning_under_review", "warning_closed"})
        REQUIRE_FALSE(took(status));
}

TEST_CASE("Stripe's samples of today are read") {
    const auto samples = fixtures();
    if (!samples) return;
    const auto text = [&](const char* name) { return samples->at(name).dump(); };
    const StripePaymentIntent intent = read_payment_intent(text("payment_intent"));
    REQUIRE(intent.id.starts_with("pi_"));
    REQUIRE_FALSE(intent.status.empty());
    REQUIRE(intent.amount > 0);
    REQUIRE(intent.currency.size() == 3);
    REQUIRE(read_setup_intent(text("setup_intent")).id.starts_with("seti_"));
    REQUIRE_FALSE(read_setup_intent(text("setup_intent")).status.empty());
    const StripeMethod method = read_stripe_method(text("payment_method"));
    REQUIRE(method.id.starts_with("pm_"));
    REQUIRE_FALSE(method.type.empty());
    REQUIRE_FALSE(read_stripe_refund(text("refund")).status.empty());
    REQUIRE(read_stripe_refund(text("refund")).id.starts_with("re_"));
    REQUIRE(read_stripe_id(text("customer")).starts_with("cus_"));
    const auto event = read_stripe_event(text("event"));
    REQUIRE(event);
    REQUIRE(event->id.starts_with("evt_"));
    REQUIRE_FALSE(event->type.empty());
    const nlohmann::json page{{"data", {samples->at("dispute")}}};
    REQUIRE(read_stripe_disputes(page.dump()).size() == 1);
    REQUIRE_FALSE(read_stripe_disputes(page.dump()).front().status.empty());
}
