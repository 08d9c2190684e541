#include "integration/subscription/fixture.hpp"

using namespace tenure;
using test::Fixture;

namespace {

const std::string changes = test::changes_path;
const std::string three_users = test::three_users;

}  // namespace

TEST_CASE("The plans are served from the catalogue, with an ETag that saves sending them again") {
    Fixture f;
    const auto first = f.get("/v1/plans");
    REQUIRE(first.status == 200);
    REQUIRE(first.json()["data"].size() == 3);
    REQUIRE(first.header("cache-control") == "public, max-age=300");
    const auto again =
        f.service.call(f.owner, "GET", "/v1/plans", {}, {{"If-None-Match", first.header("etag")}});
    REQUIRE(again.status == 304);
    REQUIRE(again.body.empty());
}

TEST_CASE("An account without a subscription is told so") {
    Fixture f;
    REQUIRE(f.get("/v1/subscription").code() == "subscription_missing");
    REQUIRE(f.post(changes, three_users).code() == "subscription_missing");
    REQUIRE(f.post(changes + "/preview", three_users, "").code() == "subscription_missing");
    REQUIRE(f.billing.asked().empty());
}

TEST_CASE("The first purchase makes the subscription") {
    Fixture f;
    const auto answer =
        f.post("/v1/subscription", R"({"plan":"grow","users":5,"cycle":"quarterly"})");
    REQUIRE(answer.status == 201);
    REQUIRE(answer.json()["status"] == "applied");
    const auto subscription = f.get("/v1/subscription").json();
    REQUIRE(subscription["users"] == 5);
    REQUIRE(subscription["plan"] == "grow");
    REQUIRE(subscription["renews_on"] == "2027-02-23");
    REQUIRE(subscription["change_deadline"] == "2027-02-08");
    REQUIRE(f.billing.last_order()["start"]["cycle"] == "quarterly");
    REQUIRE(f.post("/v1/subscription", R"({"plan":"flow","users":1,"cycle":"annual"})", "second")
                .code() == "subscription_exists");
}

TEST_CASE("Added users are there at once, and the same key does not add them again") {
    Fixture f;
    f.start();
    const auto first = f.post(changes, three_users);
    REQUIRE(first.status == 201);
    REQUIRE(first.json()["invoice_number"] == "2026-000001");
    REQUIRE(f.users() == 8);
    const auto again = f.post(changes, three_users);
    REQUIRE(again.status == 201);
    REQUIRE(again.body == first.body);
    REQUIRE(again.header("idempotent-replayed") == "true");
    REQUIRE(f.users() == 8);
    REQUIRE(f.billing.asked().size() == 2);
    REQUIRE(f.post(changes, R"({"type":"add_users","users":4})").code() ==
            "idempotency_key_reused");
}

TEST_CASE("A declined payment answers 402, changes nothing and says so again") {
    Fixture f;
    f.start();
    f.billing.outcome("declined");
    const auto declined = f.post(changes, three_users);
    REQUIRE(declined.status == 402);
    REQUIRE(declined.code() == "insufficient_funds");
    REQUIRE(f.users() == 5);
    f.billing.outcome("accepted");
    REQUIRE(f.post(changes, three_users).status == 402);
    REQUIRE(f.users() == 5);
    const auto id = declined.json()["change_id"].get<std::string>();
    REQUIRE(f.get(changes + "/" + id).json()["status"] == "declined");
}

TEST_CASE("What billing refuses leaves no change and no used key behind") {
    Fixture f;
    f.start();
    f.billing.outcome("quote_expired");
    const auto refused = f.post(changes, three_users);
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "quote_expired");
    REQUIRE(f.get(changes).json()["data"].size() == 1);
    f.billing.outcome("accepted");
    REQUIRE(f.post(changes, three_users).status == 201);
}

TEST_CASE("A first purchase that was declined may be tried again") {
    Fixture f;
    f.billing.outcome("declined");
    const std::string body = R"({"plan":"grow","users":5,"cycle":"quarterly"})";
    REQUIRE(f.post("/v1/subscription", body, "a").status == 402);
    REQUIRE(f.get("/v1/subscription").status == 404);
    f.billing.outcome("accepted");
    REQUIRE(f.post("/v1/subscription", body, "b").status == 201);
}

TEST_CASE("While the payment's outcome is unknown the change is pending, then events settle it") {
    Fixture f;
    f.start();
    f.billing.outcome("pending");
    const auto answer = f.post(changes, three_users);
    REQUIRE(answer.status == 202);
    REQUIRE(f.users() == 5);
    const auto id = answer.json()["id"].get<std::string>();
    f.news("order.applied", {{"order", f.billing.order(id, "applied")}});
    f.service.start_workers();
    f.await([&] { return f.users() == 8; });
    REQUIRE(f.get(changes + "/" + id).json()["status"] == "applied");
    // Once its lease has passed, the key tells how the purchase ended instead of repeating 202.
    testkit::Answer repeated;
    f.await([&] { return (repeated = f.post(changes, three_users)).status == 201; });
    REQUIRE(repeated.json()["id"] == id);
    REQUIRE(f.users() == 8);
}

TEST_CASE("When billing breaks down the sweeper repeats the order under the same id") {
    Fixture f;
    f.start();
    f.billing.outcome("broken");
    const auto answer = f.post(changes, three_users);
    REQUIRE(answer.status == 202);
    const auto id = answer.json()["id"].get<std::string>();
    f.billing.outcome("accepted");
    f.service.start_workers();
    f.await([&] { return f.users() == 8; });
    REQUIRE(f.billing.asked().at(id) >= 2);
    REQUIRE(f.billing.asked().size() == 2);
}

TEST_CASE("When billing cannot be reached nothing is left that could be charged later") {
    Fixture f;
    f.billing.stop();
    const std::string body = R"({"plan":"grow","users":5,"cycle":"quarterly"})";
    const auto answer = f.post("/v1/subscription", body);
    REQUIRE(answer.status == 503);
    REQUIRE(answer.code() == "upstream_unavailable");
    REQUIRE(f.get(changes).json()["data"].empty());
}

TEST_CASE("Of equal requests at the same moment one adds users") {
    Fixture f;
    f.start();
    std::vector<std::thread> threads;
    std::vector<int> statuses(8);
    for (int& status : statuses)
        threads.emplace_back([&] { status = f.post(changes, three_users).status; });
    for (auto& thread : threads) thread.join();
    for (const int status : statuses) REQUIRE((status == 201 || status == 409));
    REQUIRE(std::count(statuses.begin(), statuses.end(), 201) >= 1);
    REQUIRE(f.users() == 8);
    REQUIRE(f.billing.asked().size() == 2);
}

TEST_CASE("Of first purchases at the same moment one wins") {
    Fixture f;
    std::vector<std::thread> threads;
    std::vector<int> statuses(6);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        threads.emplace_back([&, i] {
            statuses[i] =
                f.post("/v1/subscription", R"({"plan":"grow","users":5,"cycle":"quarterly"})",
                       "key-" + std::to_string(i))
                    .status;
        });
    for (auto& thread : threads) thread.join();
    REQUIRE(std::count(statuses.begin(), statuses.end(), 201) == 1);
    REQUIRE(std::count(statuses.begin(), statuses.end(), 409) == 5);
    REQUIRE(f.users() == 5);
}

TEST_CASE("Changes are listed newest first, in pages that stay stable") {
    Fixture f;
    f.start();
    for (int i = 0; i < 3; ++i)
        REQUIRE(f.post(changes, three_users, std::to_string(i)).status == 201);
    const auto first = f.get(changes + "?limit=2");
    REQUIRE(first.json()["data"].size() == 2);
    REQUIRE(first.header("link").find("rel=\"next\"") != std::string::npos);
    const auto cursor = first.json()["next_cursor"].get<std::string>();
    REQUIRE(f.post(changes, three_users, "later").status == 201);
    const auto second = f.get(changes + "?limit=2&cursor=" + cursor);
    REQUIRE(second.json()["data"].size() == 2);
    REQUIRE(second.json()["data"][1]["type"] == "start");
    REQUIRE(second.json()["next_cursor"].is_null());
    REQUIRE(f.get(changes + "?cursor=nonsense").status == 422);
    REQUIRE(f.get(changes + "?limit=0").status == 422);
    REQUIRE(f.get(changes + "?limit=101").status == 422);
}

TEST_CASE("Another account's change does not exist") {
    Fixture f;
    f.start();
    const auto id = f.get(changes).json()["data"][0]["id"].get<std::string>();
    const auto other = testkit::caller("acc_two", Role::owner, test::start_of_test);
    REQUIRE(f.service.call(other, "GET", changes + "/" + id).code() == "change_not_found");
    REQUIRE(f.service.call(other, "GET", "/v1/subscription").status == 404);
    REQUIRE(f.get(changes + "/nonsense").code() == "change_not_found");
}

TEST_CASE("Roles decide who may read and who may buy") {
    Fixture f;
    f.start();
    const auto as = [&](Role role, const char* method, const std::string& path,
                        const std::string& body = {}) {
        return f.service
            .call(testkit::caller("acc_one", role, test::start_of_test), method, path, body,
                  {{"Idempotency-Key", "r"}})
            .status;
    };
    REQUIRE(as(Role::member, "GET", "/v1/subscription") == 200);
    REQUIRE(as(Role::usage, "GET", "/v1/subscription") == 403);
    REQUIRE(as(Role::service, "GET", "/v1/subscription") == 403);
    REQUIRE(as(Role::member, "POST", changes, three_users) == 403);
    REQUIRE(as(Role::billing, "POST", "/v1/subscription",
               R"({"plan":"grow","users":5,"cycle":"quarterly"})") == 403);
    REQUIRE(as(Role::billing, "POST", changes, three_users) == 201);
}
