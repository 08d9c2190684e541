// GET /v1/overview, health, the description and the operations' port.
#include <catch2/catch.hpp>

#include "integration/gateway/running_gateway.hpp"

using namespace tenure;
using namespace tenure::gateway;

namespace {

/// Each resource answers its own path; `statuses` by path change that.
struct Services {
    std::map<std::string, int> statuses;
    ScriptedUpstream upstream{[this](const SeenRequest& request) {
        const auto found = statuses.find(request.target);
        const int status = found == statuses.end() ? 200 : found->second;
        return status == 0 ? std::string()
                           : json_response("{\"at\":\"" + request.target + "\"}", status);
    }};
    RunningGateway gateway{upstream};

    testkit::Answer overview(const std::string& roles = "owner") const {
        return gateway.get("/v1/overview", gateway.bearer(roles));
    }
};

}  // namespace

TEST_CASE("The overview puts the resources' own answers together") {
    const Services services;
    const auto answer = services.overview();
    CHECK(answer.status == 200);
    CHECK(answer.header("cache-control") == "no-store");
    CHECK(answer.json() == nlohmann::json::parse(R"({
        "subscription": {"at": "/v1/subscription"},
        "add_ons": {"customer_meeting": {"at": "/v1/add-ons/customer-meeting"}},
        "billing": {"details": {"at": "/v1/billing/details"},
                    "next_invoice": {"at": "/v1/billing/next-invoice"}},
        "payment_methods": {"at": "/v1/payment-methods"},
        "onboarding": {"at": "/v1/onboarding/packages"},
        "wallet": {"at": "/v1/wallet"}})"));
    CHECK(services.upstream.seen().size() == 7);
}

TEST_CASE("What an account does not have yet is null in the overview") {
    Services services;
    services.statuses = {{"/v1/subscription", 404},
                         {"/v1/add-ons/customer-meeting", 404},
                         {"/v1/billing/next-invoice", 404}};
    const auto overview = services.overview().json();
    CHECK(overview["subscription"].is_null());
    CHECK(overview["add_ons"]["customer_meeting"].is_null());
    CHECK(overview["billing"]["next_invoice"].is_null());
    CHECK(overview["billing"]["details"].is_object());
}

TEST_CASE("A member's overview has no billing, and billing is not asked") {
    const Services services;
    const auto answer = services.overview("member");
    CHECK(answer.status == 200);
    CHECK(answer.json()["billing"].is_null());
    CHECK(answer.json()["payment_methods"].is_null());
    CHECK(answer.json()["wallet"].is_null());
    CHECK(services.upstream.seen().size() == 3);
}

TEST_CASE("The overview is whole or an error that names nobody") {
    for (const auto& [broken, expected] : {std::pair{500, 502}, {503, 503}, {401, 502}, {0, 502}}) {
        Services services;
        services.statuses = {{"/v1/billing/details", broken}};
        const auto answer = services.overview();
        CHECK(answer.status == expected);
        CHECK(answer.header("content-type") == "application/problem+json");
        CHECK(answer.body.find("billing") == std::string::npos);
    }
}

TEST_CASE("The overview is for members and read only") {
    const Services services;
    CHECK(services.overview("usage").code() == "role_not_allowed");
    CHECK(testkit::exchange(services.gateway.port(), "GET", "/v1/overview").status == 401);
    const auto post = services.gateway.send("POST", "/v1/overview", "{}");
    CHECK(post.status == 405);
    CHECK(post.header("allow") == "GET, HEAD");
    CHECK(services.upstream.seen().empty());
}

TEST_CASE("Health needs no token, readiness follows the services") {
    Services services;
    const std::uint16_t port = services.gateway.port();
    const auto status = [port](const char* path) {
        return testkit::exchange(port, "GET", path).status;
    };
    CHECK(status("/healthz") == 200);
    CHECK(eventually([&] { return status("/readyz") == 200; }));
    services.upstream.set_ready(false);
    CHECK(eventually([&] { return status("/readyz") == 503; }));
    // Each service is looked at by itself, and in no order.
    CHECK(eventually([&] {
        const auto missing =
            testkit::exchange(services.gateway.gateway->metrics_port(), "GET", "/readyz");
        return missing.status == 503 &&
               missing.json()["detail"].get<std::string>().find("billing") != std::string::npos;
    }));
    services.upstream.set_ready(true);
    CHECK(eventually([&] { return status("/readyz") == 200; }));
    CHECK(status("/healthz") == 200);
}

TEST_CASE("The description is served as it was bundled") {
    const Services services;
    const auto answer = testkit::exchange(services.gateway.port(), "GET", "/openapi.json");
    CHECK(answer.body == R"({"openapi":"3.1.0"})");
    CHECK(answer.header("content-type") == "application/json");
    CHECK(testkit::exchange(services.gateway.port(), "DELETE", "/openapi.json").status == 405);
}

TEST_CASE("Metrics are on the operations' port only") {
    const Services services;
    services.overview();
    const RunningGateway& gateway = services.gateway;
    CHECK(gateway.metric("tenure_build_info{") == 1);
    CHECK(eventually([&] {
        return gateway.metric(
                   "tenure_gateway_requests_total{route=\"/v1/overview\",status=\"200\"}") == 1;
    }));
    CHECK(gateway.metric("tenure_gateway_request_seconds_count{route=\"/v1/overview\"}") == 1);
    CHECK(gateway.metric(
              "tenure_gateway_upstream_connections{state=\"open\",upstream=\"billing\"}") >= 1);
    const std::uint16_t operations = gateway.gateway->metrics_port();
    CHECK(testkit::exchange(operations, "GET", "/livez").status == 200);
    CHECK(testkit::exchange(operations, "GET", "/v1/plans", gateway.bearer()).status == 404);
}
