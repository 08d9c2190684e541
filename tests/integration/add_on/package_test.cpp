#include <algorithm>

#include "integration/add_on/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

nlohmann::json action(const nlohmann::json& state, const std::string& type,
                      const std::string& package = "") {
    for (const auto& candidate : state["actions"])
        if (candidate["type"] == type && (package.empty() || candidate["package"] == package))
            return candidate;
    return nullptr;
}

}  // namespace

TEST_CASE("The add-ons are served from the catalogue, with an ETag that saves sending them again") {
    Fixture f;
    const auto first = f.get("/v1/add-ons");
    REQUIRE(first.status == 200);
    REQUIRE(first.json()["data"][0]["packages"][1]["prices"]["quarterly"]["amount"] == 1200);
    REQUIRE(first.json()["data"][0]["packages"][0]["prices"].is_null());
    REQUIRE(first.header("cache-control") == "public, max-age=300");
    const auto again = f.service.call(f.as(Role::owner), "GET", "/v1/add-ons", {},
                                      {{"If-None-Match", first.header("etag")}});
    REQUIRE(again.status == 304);
}

TEST_CASE("Without a subscription there is no add-on, and billing says so to a purchase") {
    Fixture f;
    REQUIRE(f.get(meeting).code() == "subscription_missing");
    REQUIRE(f.get(users).code() == "subscription_missing");
    REQUIRE(f.get(users + "/7").code() == "subscription_missing");
    REQUIRE(f.put("7").code() == "subscription_missing");
    REQUIRE(f.drop(users + "/7").code() == "subscription_missing");
    REQUIRE(f.post(changes, free_trial).code() == "subscription_missing");
    f.billing.outcome("subscription_missing");
    REQUIRE(f.post(changes, to_beyond).code() == "subscription_missing");
    REQUIRE(f.post(preview, to_beyond).code() == "subscription_missing");
    REQUIRE(f.get(changes).json()["data"].empty());
}

TEST_CASE("With the subscription everybody has Basic") {
    Fixture f;
    f.subscribe();
    const auto state = f.state();
    REQUIRE(state["status"] == "active");
    REQUIRE(state["package"] == "basic");
    REQUIRE(state["beyond_users"] == 0);
    REQUIRE(state["users"] == 10);
    REQUIRE(state["renews_on"] == "2027-02-23");
    REQUIRE(state["change_deadline"] == "2027-02-08");
    REQUIRE(state["change_window_open"] == true);
    REQUIRE(state["trial"].is_null());
    REQUIRE(action(state, "switch_package", "beyond")["allowed"] == true);
    REQUIRE(action(state, "switch_package", "beyond")["deadline"] == "2027-02-08");
    REQUIRE(action(state, "start_trial")["allowed"] == true);
    REQUIRE(action(state, "add_users")["reason"] == "package_is_basic");
}

TEST_CASE("Beyond is bought at once, and the same key does not buy it again") {
    Fixture f;
    f.subscribe();
    const auto first = f.post(changes, to_beyond, "k");
    REQUIRE(first.status == 201);
    REQUIRE(first.json()["status"] == "applied");
    REQUIRE(first.json()["invoice_number"] == "2026-000001");
    const auto order = f.billing.last_order();
    REQUIRE(order["seller"] == "add_on");
    REQUIRE(order["window"] == true);
    REQUIRE(order["operations"][0]["limited_by"] == "plan_users");
    REQUIRE(order["operations"][0]["names"]["fr"] == "Utilisateur Réunion Client Beyond");
    REQUIRE(f.state()["package"] == "beyond");
    REQUIRE(f.state()["beyond_users"] == 3);
    const auto again = f.post(changes, to_beyond, "k");
    REQUIRE(again.body == first.body);
    REQUIRE(again.header("idempotent-replayed") == "true");
    REQUIRE(f.post(changes, to_beyond).code() == "package_unchanged");
    REQUIRE(f.billing.asked().size() == 1);
    const auto id = first.json()["id"].get<std::string>();
    REQUIRE(first.header("location") == changes + "/" + id);
    REQUIRE(f.get(changes + "/" + id).json() == first.json());
}

TEST_CASE("A preview is billing's quote, and the quote is ordered with") {
    Fixture f;
    f.subscribe();
    const auto quote = f.post(preview, to_beyond);
    REQUIRE(quote.status == 200);
    REQUIRE(quote.json()["total"]["amount"] == 12100);
    REQUIRE(quote.json()["losses"].empty());
    REQUIRE(f.billing.last_quote()["operations"][0]["quantity"] == 3);
    const auto id = QuoteId::make(now).str();
    f.made(R"({"type":"switch_package","package":"beyond","beyond_users":3,"quote_id":")" + id +
           "\"}");
    REQUIRE(f.billing.last_order()["quote_id"] == id);
    const auto back = f.post(preview, to_basic);
    REQUIRE(back.json()["losses"].size() == 3);
    REQUIRE(f.billing.last_quote()["effective"] == "at_renewal");
}

TEST_CASE("Beyond users are added at once and removed at the renewal") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    f.made(add_two);
    REQUIRE_FALSE(f.billing.last_order().contains("window"));
    REQUIRE(f.state()["beyond_users"] == 5);
    const auto removed = f.post(changes, remove_one);
    REQUIRE(removed.status == 201);
    REQUIRE(removed.json()["status"] == "scheduled");
    REQUIRE(removed.json()["effective_at"] == FakeBilling::renewal);
    const auto state = f.state();
    REQUIRE(state["beyond_users"] == 5);
    REQUIRE(state["after_renewal"]["beyond_users"] == 4);
    REQUIRE(state["scheduled_changes"].size() == 1);
    f.made(add_two);
    REQUIRE(f.state()["after_renewal"]["beyond_users"] == 6);
    REQUIRE(f.post(changes, R"({"type":"remove_users","users":6})").code() == "last_unit");
    f.clock.set(parse_timestamp(FakeBilling::renewal).value());
    REQUIRE(f.state()["beyond_users"] == 6);
    REQUIRE(f.state()["scheduled_changes"].empty());
}

TEST_CASE("A scheduled change is undone once, and what is not scheduled is not undone") {
    Fixture f;
    f.subscribe();
    const auto bought = f.made(to_beyond);
    const auto leaving = f.made(to_basic);
    REQUIRE(f.state()["after_renewal"]["package"] == "basic");
    REQUIRE(f.post(changes, remove_one).code() == "package_change_pending");
    const auto undone = f.drop(changes + "/" + leaving);
    REQUIRE(undone.status == 200);
    REQUIRE(undone.json()["status"] == "undone");
    REQUIRE(f.drop(changes + "/" + leaving).json() == undone.json());
    REQUIRE(f.state()["after_renewal"]["package"] == "beyond");
    REQUIRE(f.drop(changes + "/" + bought).code() == "change_not_scheduled");
    REQUIRE(f.drop(changes + "/chg_nonsense").code() == "change_not_found");
    const auto again = f.made(to_basic);
    f.billing.outcome("limit_exceeded");
    REQUIRE(f.drop(changes + "/" + again).code() == "limit_exceeded");
    f.clock.set(parse_timestamp(FakeBilling::renewal).value());
    REQUIRE(f.drop(changes + "/" + again).code() == "change_already_in_effect");
    REQUIRE(f.get(changes + "/" + again).json()["status"] == "applied");
    REQUIRE(f.state()["package"] == "basic");
}

TEST_CASE("A declined payment answers 402, changes nothing and may be tried again") {
    Fixture f;
    f.subscribe();
    f.billing.outcome("declined");
    const auto declined = f.post(changes, to_beyond, "k");
    REQUIRE(declined.status == 402);
    REQUIRE(declined.code() == "insufficient_funds");
    REQUIRE(f.state()["package"] == "basic");
    f.billing.outcome("accepted");
    REQUIRE(f.post(changes, to_beyond, "k").status == 402);
    f.made(to_beyond);
}

TEST_CASE("What billing refuses leaves no change and no used key behind") {
    Fixture f;
    f.subscribe();
    for (const char* code : {"limit_exceeded", "change_window_closed", "account_suspended",
                             "payment_method_missing", "quote_stale"}) {
        f.billing.outcome(code);
        REQUIRE(f.post(changes, to_beyond, "k").code() == code);
    }
    REQUIRE(f.get(changes).json()["data"].empty());
    f.billing.outcome("accepted");
    REQUIRE(f.post(changes, to_beyond, "k").status == 201);
}

TEST_CASE("While the payment's outcome is unknown nothing else is bought, then events settle it") {
    Fixture f;
    f.subscribe();
    f.billing.outcome("pending");
    const auto pending = f.post(changes, to_beyond);
    REQUIRE(pending.status == 202);
    REQUIRE(f.state()["package"] == "basic");
    REQUIRE(f.post(changes, to_beyond).code() == "package_change_pending");
    REQUIRE(f.post(changes, free_trial).code() == "package_change_pending");
    const auto id = pending.json()["id"].get<std::string>();
    f.billing.settle(f.account, id, "applied");
    f.catch_up();
    f.await([&] { return f.state()["package"] == "beyond"; });
    REQUIRE(f.get(changes + "/" + id).json()["status"] == "applied");
}

TEST_CASE("When billing breaks down the sweeper repeats the order under the same id") {
    Fixture f;
    f.subscribe();
    f.billing.outcome("broken");
    const auto pending = f.post(changes, to_beyond);
    REQUIRE(pending.status == 202);
    f.billing.outcome("accepted");
    f.await([&] { return f.state()["package"] == "beyond"; });
    REQUIRE(f.billing.asked().size() == 1);
    REQUIRE(f.billing.asked().at(pending.json()["id"].get<std::string>()) >= 2);
}

TEST_CASE("When billing cannot be reached nothing is left that could be charged later") {
    Fixture f;
    f.subscribe();
    f.billing.stop();
    REQUIRE(f.post(changes, to_beyond).code() == "upstream_unavailable");
    REQUIRE(f.get(changes).json()["data"].empty());
    REQUIRE(f.state()["package"] == "basic");
}

TEST_CASE("Changes are listed newest first, in pages that stay stable") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    for (int i = 0; i < 3; ++i) f.made(R"({"type":"add_users","users":1})");
    const auto first = f.get(changes + "?limit=2");
    REQUIRE(first.json()["data"].size() == 2);
    REQUIRE(first.header("link").find("rel=\"next\"") != std::string::npos);
    f.made(R"({"type":"add_users","users":1})");
    const auto second =
        f.get(changes + "?limit=2&cursor=" + first.json()["next_cursor"].get<std::string>());
    REQUIRE(second.json()["data"][1]["type"] == "switch_package");
    REQUIRE(second.json()["next_cursor"].is_null());
}

TEST_CASE("The history tells who changed what, and how") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    const auto leaving = f.made(to_basic);
    REQUIRE(f.drop(changes + "/" + leaving).status == 200);
    REQUIRE(f.put("anna").status == 201);
    REQUIRE(f.drop(users + "/anna").status == 204);
    const auto entries = f.get(meeting + "/history").json()["data"];
    REQUIRE(entries.size() == 5);
    std::vector<std::string> told;
    for (const auto& entry : entries) told.push_back(entry["action"].get<std::string>());
    std::sort(told.begin(), told.end());
    REQUIRE(told == std::vector<std::string>{"switch_package.applied", "switch_package.scheduled",
                                             "switch_package.undone", "user.named",
                                             "user.unnamed"});
    for (const auto& entry : entries) {
        REQUIRE(entry["subject"] == f.as(Role::owner).subject);
        if (entry["action"] == "switch_package.applied") {
            REQUIRE(entry["old"]["package"] == "basic");
            REQUIRE(entry["new"]["beyond_users"] == 3);
        }
        if (entry["action"] == "switch_package.undone")
            REQUIRE(entry["new"]["package"] == "beyond");
        if (entry["action"] == "user.named") REQUIRE(entry["old"].is_null());
    }
    REQUIRE(f.service.call(f.as(Role::member), "GET", meeting + "/history").status == 403);
}
