#include "gateway/route_table.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace tenure::gateway;

namespace {
std::string service_of(std::string_view path) {
    const RouteRow* row = find_route(path);
    return row == nullptr ? "" : std::string(name_of(row->upstream));
}
}  // namespace

TEST_CASE("Each resource goes to the service that owns it") {
    CHECK(service_of("/v1/plans") == "subscription");
    CHECK(service_of("/v1/subscription") == "subscription");
    CHECK(service_of("/v1/subscription/changes/chg_1") == "subscription");
    CHECK(service_of("/v1/access") == "subscription");
    CHECK(service_of("/v1/add-ons/customer-meeting") == "add_on");
    CHECK(service_of("/v1/billing/invoices") == "billing");
    CHECK(service_of("/v1/payment-methods") == "payment_method");
    CHECK(service_of("/v1/payments/pay_1") == "payment_method");
    CHECK(service_of("/v1/onboarding/packages") == "onboarding");
    CHECK(service_of("/v1/operator/onboarding/experts") == "onboarding");
    CHECK(service_of("/v1/wallet") == "wallet");
}

TEST_CASE("A prefix covers whole segments only") {
    for (const char* path : {"/v1/plansx", "/v1/subscriptions", "/v1/payment-method", "/v1/pay",
                             "/v1/billing-x/details", "/v1/wallet.json"})
        CHECK(service_of(path).empty());
}

TEST_CASE("Nothing else is routed, internal paths least of all") {
    for (const char* path : {"/", "/v1", "/v1/", "/v2/plans", "/internal/v1/events", "/metrics",
                             "/livez", "/V1/plans", "/v1/internal", ""})
        CHECK(service_of(path).empty());
}

TEST_CASE("Each prefix leads to its own row, also when another one is its beginning") {
    for (const RouteRow& row : route_table()) CHECK(find_route(row.prefix) == &row);
}
