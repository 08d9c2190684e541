#include "http/card_guard.hpp"

#include <catch2/catch.hpp>

using namespace tenure;
using namespace tenure::http;

namespace {

Request with_body(std::string body) {
    Request request;
    request.method = Method::post;
    request.path = "/v1/payment-methods";
    request.body = std::move(body);
    return request;
}

std::string refused_at(const Request& request) {
    const Status status = refuse_card_numbers(request, {"/card/number"});
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
    Request path = with_body("");
    path.path_parameters["id"] = "4242424242424242";
    REQUIRE(refused_at(path) == "/id");
    Request query = with_body("");
    query.query.emplace("cursor", "4242-4242-4242-4242");
    REQUIRE(refused_at(query) == "/cursor");
    Request key = with_body("{}");
    key.headers["idempotency-key"] = "4242424242424242";
    REQUIRE(refused_at(key) == "/idempotency-key");
}

TEST_CASE("A body that is not JSON is left to its handler") {
    REQUIRE(refused_at(with_body("4242424242424242 {")) == "accepted");
}
