// The judge of answers must be able to find fault.
#include "e2e/contract.hpp"

#include <catch2/catch.hpp>

using namespace tenure;
using e2e::Contract;

namespace {

const Contract& contract() {
    static const Contract loaded(std::string(TENURE_SOURCE_DIR) + "/proto-docs/openapi");
    return loaded;
}

testkit::Answer answer(int status, const std::string& type, const std::string& body) {
    return {status, {{"content-type", type}}, body};
}

bool keeps(const std::string& method, const std::string& target, const testkit::Answer& given) {
    return contract().violations(method, target, given).empty();
}

const std::string problem = R"({"type": "/docs/errors#a", "title": "t", "status": 404,
                                "code": "a", "request_id": "r"})";

}  // namespace

TEST_CASE("A request belongs to the operation with the most specific path") {
    CHECK(contract().operation_of("GET", "/v1/plans?limit=2") == "GET /v1/plans");
    CHECK(contract().operation_of("PUT", "/v1/payment-methods/default") ==
          "PUT /v1/payment-methods/default");
    CHECK(contract().operation_of("GET", "/v1/payment-methods/pm_1") ==
          "GET /v1/payment-methods/{id}");
    CHECK(contract().operation_of("GET", "/v1/nothing").empty());
    CHECK(contract().operation_of("PATCH", "/v1/plans").empty());
}

TEST_CASE("A body that does not fit its schema is found") {
    const std::string page = R"({"data": [], "next_cursor": null})";
    CHECK(keeps("GET", "/v1/plans", answer(200, "application/json", page)));
    CHECK_FALSE(keeps("GET", "/v1/plans", answer(200, "application/json", "{}")));
    CHECK_FALSE(keeps("GET", "/v1/plans", answer(200, "application/json", "nothing")));
    CHECK_FALSE(keeps("GET", "/v1/plans", answer(200, "text/plain", page)));
    const std::string more = R"({"data": [], "next_cursor": null, "more": 1})";
    CHECK_FALSE(keeps("GET", "/v1/plans", answer(200, "application/json", more)));
    const std::string plan = R"({"data": [{"code": "grow"}], "next_cursor": null})";
    CHECK_FALSE(keeps("GET", "/v1/plans", answer(200, "application/json", plan)));
}

TEST_CASE("A status that is not described is found") {
    CHECK_FALSE(keeps("GET", "/v1/plans", answer(201, "application/json", "{}")));
    CHECK(keeps("GET", "/v1/plans", answer(304, "", "")));
    CHECK_FALSE(keeps("GET", "/v1/plans", answer(304, "", "a body")));
}

TEST_CASE("An error is a problem document, wherever it comes from") {
    const std::string type = "application/problem+json";
    CHECK(keeps("GET", "/v1/nothing", answer(404, type, problem)));
    CHECK(keeps("GET", "/v1/subscription", answer(404, type, problem)));
    CHECK_FALSE(keeps("GET", "/v1/nothing", answer(404, "text/html", "<p>no</p>")));
    CHECK_FALSE(keeps("GET", "/v1/subscription", answer(404, "application/json", problem)));
    CHECK_FALSE(keeps("GET", "/v1/subscription", answer(404, type, "{}")));
    CHECK_FALSE(keeps("GET", "/v1/subscription", answer(409, type, problem)));
}
