#include "payment_method/http/dto.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tenure;
using namespace tenure::payment_method;

namespace {

http::Request with_body(std::string body) {
    http::Request request;
    request.method = http::Method::post;
    request.path = "/v1/payment-methods";
    request.body = std::move(body);
    return request;
}

std::string refused_at(const http::Request& request) {
    const Status status = refuse_card_numbers(request, "/card/number");
    if (status.ok()) return "accepted";
    REQUIRE(status.error().code == "pan_not_accepted");
    return status.error().fields.at(0).pointer;
}

}  // namespace

TEST_CASE("A card number passes in the one field that takes it, and nowhere else in a body") {
    REQUIRE(refused_at(with_body(R"({"card":{"number":"4242424242424242"}})")) == "accepted");
    REQUIRE(refused_at(with_body(R"({"card":{"holder":"4242 4242 4242 4242"}})")) ==
            "/card/holder");
    REQUIRE(refused_at(with_body(R"({"number":"4242424242424242"})")) == "/number");
    REQUIRE(refused_at(with_body(R"({"list":[{"a":"x"},"4242424242424242"]})")) == "/list/1");
    REQUIRE(refused_at(with_body(R"({"amount":4242424242424242})")) == "/amount");
    REQUIRE(refused_at(with_body(R"({"4242424242424242":true})")).empty());
    REQUIRE(refused_at(with_body("{\"holder\":\"\\u0034242424242424242\"}")) == "/holder");
}

TEST_CASE("Card numbers are refused in path, query and Idempotency-Key") {
    http::Request path = with_body("");
    path.path_parameters["id"] = "4242424242424242";
    REQUIRE(refused_at(path) == "/id");
    http::Request query = with_body("");
    query.query.emplace("cursor", "4242-4242-4242-4242");
    REQUIRE(refused_at(query) == "/cursor");
    http::Request key = with_body("{}");
    key.idempotency = IdempotencyKey{"4242424242424242", "", {}};
    REQUIRE(refused_at(key) == "/idempotency-key");
}

TEST_CASE("A body that is not JSON is left to its handler") {
    REQUIRE(refused_at(with_body("4242424242424242 {")) == "accepted");
}

TEST_CASE("A payment that was only recorded is shown as processing") {
    Payment payment;
    payment.id = PaymentId("pay_1");
    payment.amount = Money(1250, Currency::eur());
    payment.purpose = {"order", "chg_1"};
    payment.method = PaymentMethodId("pm_1");
    const auto shown = nlohmann::json::parse(to_json(payment));
    REQUIRE(shown["status"] == "processing");
    REQUIRE(shown["failure"].is_null());
    REQUIRE(shown["amount"] == nlohmann::json{{"amount", 1250}, {"currency", "EUR"}});
}

TEST_CASE("A failed payment says why, in its event too") {
    Payment payment;
    payment.status = PaymentStatus::failed;
    payment.failure_code = "insufficient_funds";
    payment.purpose = {"order", "chg_1"};
    const auto event = nlohmann::json::parse(make_event_documents()->of(payment));
    REQUIRE(event["payment"]["status"] == "failed");
    REQUIRE(event["payment"]["failure"]["code"] == "insufficient_funds");
    REQUIRE_FALSE(event["payment"]["failure"]["detail"].get<std::string>().empty());
    REQUIRE(event["purpose"] == nlohmann::json{{"type", "order"}, {"id", "chg_1"}});
}

TEST_CASE("Other services see a method's brand, last digits and month of expiry") {
    PaymentMethod method;
    method.id = PaymentMethodId("pm_1");
    method.card = {"visa", "4242", CardExpiry{9, 2027}, Funding::credit, "Test Holder"};
    REQUIRE(nlohmann::json::parse(to_internal_json(method)) ==
            nlohmann::json{{"id", "pm_1"},
                           {"type", "card"},
                           {"brand", "visa"},
                           {"last4", "4242"},
                           {"expires", "2027-09"}});
}
