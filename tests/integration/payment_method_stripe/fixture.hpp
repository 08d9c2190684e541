#pragma once
// The payment-method service in this process, with Stripe's stand-in as its provider.

#include "integration/payment_method/fixture.hpp"
#include "stripe/fault_proxy.hpp"
#include "stripe/stripe_server.hpp"

namespace tenure::test {

using stripe_test::Behaviour;
using stripe_test::StripeServer;

inline Variables stripe_variables(const std::string& url, Variables more = {}) {
    more.insert({{"TENURE_CARD_PROVIDER", "stripe"},
                 {"TENURE_DEBIT_PROVIDER", "stripe"},
                 {"TENURE_STRIPE_KEY", StripeServer::key},
                 {"TENURE_STRIPE_WEBHOOK_SECRET", StripeServer::webhook_secret},
                 {"TENURE_STRIPE_RETURN_URL", "https://shop.example/back"},
                 {"TENURE_STRIPE_DEBIT_EMAIL", "debits@example.com"},
                 {"TENURE_STRIPE_TIMEOUT_MS", "300"},
                 {"TENURE_STRIPE_URL", url}});
    return more;
}

inline std::string token_body(const std::string& token) {
    return R"({"type":"card","card":{"token":")" + token + "\"}}";
}

/// Made before, and gone after, the service that calls them.
struct StripeSide {
    static constexpr std::chrono::milliseconds patience{300};
    StripeServer stripe;
    stripe_test::FaultProxy network{stripe.port(), patience, 1};
};

struct StripeFixture : StripeSide, Fixture {
    StripeFixture() : Fixture(stripe_variables(network.url())) {}

    std::string add_card(Behaviour behaviour = Behaviour::succeeds) {
        return add_token(stripe.browser_card(behaviour));
    }
    std::string add_token(const std::string& token) {
        const auto answer = post(token_body(token));
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["id"];
    }
    testkit::Answer post_debit(const std::string& iban, testkit::Headers headers = {}) {
        return service.call(owner(), "POST", "/v1/payment-methods",
                            R"({"type":"sepa_debit","sepa_debit":{"iban":")" + iban +
                                R"(","account_holder":"Exemple SRL"},"mandate":{"accepted":true}})",
                            std::move(headers));
    }
    /// Of an invoice: the customer is not there.
    testkit::Answer collect(const std::string& id, int amount = 6000) {
        std::string body = payment_body(id, amount);
        body.replace(body.find("\"order\""), 7, "\"invoice\"");
        return service.call(billing(), "POST", "/internal/v1/payments", body);
    }
    nlohmann::json payment(const std::string& id) { return get("/v1/payments/" + id).json(); }
    std::string status(const std::string& id) { return payment(id)["status"]; }

    testkit::Answer deliver(const std::string& body, const std::string& signature) {
        return service.call(as(Role::provider), "POST", "/v1/webhooks/stripe", body,
                            {{"Stripe-Signature", signature}});
    }
    testkit::Answer deliver(const std::string& body) {
        return deliver(body, StripeServer::sign(body, seconds_now()));
    }
    std::int64_t seconds_now() const {
        return std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
    }
    void deliver_all() {
        for (const std::string& body : stripe.take_events()) REQUIRE(deliver(body).status == 204);
    }
    std::string intent_of(const std::string& payment) {
        return query("select intent_id from stripe.intent where payment_id = '" + payment + "'")
            .at(0);
    }
    testkit::Answer refund(const std::string& payment, const std::string& id, int amount) {
        return service.call(billing(), "POST", "/internal/v1/payments/" + payment + "/refunds",
                            R"({"id":")" + id + R"(","amount":{"amount":)" +
                                std::to_string(amount) + R"(,"currency":"EUR"}})");
    }
    std::string new_refund() const { return new_id("rfd", clock.now()); }
    std::string count_events(const std::string& type) {
        return query("select count(*) from event where type = '" + type + "'").at(0);
    }
    /// The book of Stripe's stand-in: how often money was taken for a payment.
    std::size_t taken(const std::string& payment) {
        const auto charges = stripe.charged();
        const auto found = charges.find(payment);
        return found == charges.end() ? 0 : found->second.size();
    }
    ~StripeFixture() { CHECK(stripe.complaints() == List{}); }
};

}  // namespace tenure::test
