// GET /v1/billing/history: who changed what, when, from which request.

#include "integration/billing/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("Each edit of the billing details stands in the history, old and new") {
    BillingFixture f;
    const auto first = f.put_details(belgian_details());
    json body = belgian_details();
    body["company_name"] = "Nouveau nom SA";
    const auto second = f.put_details(body, "\"1\"");

    const json history = f.get("/v1/billing/history").json();

    REQUIRE(history["next_cursor"].is_null());
    REQUIRE(history["data"].size() == 2);
    const json& replaced = history["data"][0];
    REQUIRE(replaced["action"] == "billing_details.replaced");
    REQUIRE(replaced["resource"] == "/v1/billing/details");
    REQUIRE(replaced["old"] == first.json());
    REQUIRE(replaced["new"] == second.json());
    REQUIRE(replaced["at"] == "2026-11-23T10:00:00Z");
    REQUIRE(replaced["subject"] == f.owner().subject);
    REQUIRE(replaced["roles"] == json{"owner"});
    REQUIRE(replaced["request_id"] == second.header("x-request-id"));
    const json& given = history["data"][1];
    REQUIRE(given["action"] == "billing_details.given");
    REQUIRE(given["old"].is_null());
    REQUIRE(given["new"] == first.json());
}

TEST_CASE("A refused edit leaves no trace in the history, nor is another account's shown") {
    BillingFixture f;
    REQUIRE(f.put_details(belgian_details()).status == 201);
    REQUIRE(f.put_details(belgian_details(), "\"7\"").status == 412);
    REQUIRE(f.put_details(json::object()).status == 422);
    REQUIRE(f.get("/v1/billing/history").json()["data"].size() == 1);
    REQUIRE(f.get("/v1/billing/history", "acc_two").json()["data"].empty());
}

TEST_CASE("The history is a list like any other: pages, bad parameters, roles") {
    BillingFixture f;
    for (int version = 0; version < 3; ++version)
        REQUIRE(
            f.put_details(belgian_details(), version == 0 ? "" : http::etag_of(version)).status <
            300);
    const auto page = f.get("/v1/billing/history?limit=2");
    REQUIRE(page.json()["data"].size() == 2);
    const std::string cursor = page.json()["next_cursor"];
    REQUIRE(page.header("link") ==
            "</v1/billing/history?limit=2&cursor=" + cursor + ">; rel=\"next\"");
    REQUIRE(f.get("/v1/billing/history?limit=2&cursor=" + cursor).json()["data"].size() == 1);
    REQUIRE(f.get("/v1/billing/history?limit=0").code() == "invalid_fields");
    REQUIRE(f.get("/v1/billing/history?cursor=inv_1").code() == "invalid_fields");
    const auto member = testkit::caller("acc_one", Role::member, now);
    REQUIRE(f.service.call(member, "GET", "/v1/billing/history").status == 403);
    REQUIRE(f.service.call(f.owner(), "POST", "/v1/billing/history", "{}").status == 405);
}
