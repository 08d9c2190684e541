// Billing's events, the access check, the history.
#include "integration/subscription/fixture.hpp"

using namespace tenure;
using test::changes_path;
using test::Fixture;
using test::three_users;

TEST_CASE("The standing follows billing's news, and access with it") {
    Fixture f;
    f.start();
    f.service.start_workers();
    f.news("account.past_due", {{"invoice_id", "inv_1"}, {"since", "2026-11-23T10:00:00Z"}});
    f.await([&] { return f.status() == "past_due"; });
    REQUIRE(f.access()["allowed"] == true);
    f.news("account.suspended", {{"since", "2026-11-23T10:00:00Z"}});
    f.await([&] { return f.status() == "suspended"; });
    REQUIRE(f.access()["allowed"] == false);
    f.news("account.restored", nlohmann::json::object());
    f.await([&] { return f.status() == "active"; });
    REQUIRE(f.access()["allowed"] == true);
}

TEST_CASE("An account that billing ended is ended") {
    Fixture f;
    f.start();
    f.now("2027-02-23T08:00:00Z");
    f.news("account.ended", {{"ended_on", "2027-02-23"}, {"reason", "unpaid"}});
    f.service.start_workers();
    f.await([&] { return f.status() == "ended"; });
    REQUIRE(f.access()["access_until"] == "2027-02-22");
}

TEST_CASE("News of an earlier life does not end the present one") {
    Fixture f;
    f.start();
    f.billing.publish("account.ended", "acc_one",
                      {{"ended_on", "2026-11-01"}, {"reason", "cancelled"}},
                      test::start_of_test - std::chrono::hours(1));
    f.billing.publish("account.past_due", "acc_one", nlohmann::json::object(),
                      test::start_of_test + std::chrono::seconds(1));
    f.service.start_workers();
    f.await([&] { return f.status() == "past_due"; });
}

TEST_CASE("A change of cycle shows in what holds after the renewal") {
    Fixture f;
    f.start();
    f.service.start_workers();
    const nlohmann::json change = {
        {"id", "chg_cycle"}, {"cycle", "annual"}, {"effective_at", "2027-02-22T23:00:00Z"}};
    f.news("cycle.change_scheduled", {{"change", change}});
    f.await([&] { return f.subscription()["after_renewal"]["cycle"] == "annual"; });
    REQUIRE(f.subscription()["cycle"] == "quarterly");
    f.news("cycle.change_undone", {{"change", change}});
    f.await([&] { return f.subscription()["after_renewal"]["cycle"] == "quarterly"; });
}

TEST_CASE("Events that are read twice have no second effect") {
    Fixture f;
    f.start();
    f.billing.outcome("pending");
    const auto id = f.change(three_users).json()["id"].get<std::string>();
    const nlohmann::json applied = {{"order", f.billing.order(id, "applied")}};
    f.news("order.applied", applied);
    f.news("order.applied", applied);
    f.news("order.declined", {{"order", f.billing.order(id, "declined")}});
    f.news("account.past_due", nlohmann::json::object());
    f.news("account.past_due", nlohmann::json::object());
    f.news("invoice.opened", {{"invoice_id", "inv_1"}});
    f.service.start_workers();
    f.await([&] { return f.status() == "past_due"; });
    REQUIRE(f.users() == 8);
    REQUIRE(f.get(changes_path + "/" + id).json()["status"] == "applied");
    // Once the start, once the added users, once the standing.
    REQUIRE(f.get("/v1/subscription/history").json()["data"].size() == 3);
}

TEST_CASE("An account without a subscription may not work, and is told so without an error") {
    Fixture f;
    const auto access = f.get("/v1/access");
    REQUIRE(access.status == 200);
    REQUIRE(access.json()["allowed"] == false);
    REQUIRE(access.json()["status"] == "none");
    f.start();
    REQUIRE(f.access()["allowed"] == true);
    REQUIRE(f.access()["status"] == "active");
}

TEST_CASE("A service's own write shows in the access check at once") {
    Fixture f;
    f.start();
    REQUIRE(f.access()["status"] == "active");
    REQUIRE(f.post("/v1/subscription/cancellation", "{}", "").status == 201);
    REQUIRE(f.access()["status"] == "cancelling");
    REQUIRE(f.remove("/v1/subscription/cancellation").status == 200);
    REQUIRE(f.access()["status"] == "active");
}

TEST_CASE("The access check does not ask billing") {
    Fixture f;
    f.start();
    f.billing.stop();
    REQUIRE(f.access()["allowed"] == true);
    REQUIRE(f.get("/v1/subscription").status == 200);
}

TEST_CASE("The history tells who changed what, with the state before and after") {
    Fixture f;
    f.start();
    f.owner.subject = "user_bea";
    const auto id =
        f.change(R"({"type":"remove_users","users":2})").json()["id"].get<std::string>();
    f.owner.subject = "user_cal";
    REQUIRE(f.remove(changes_path + "/" + id).status == 200);
    const auto entries = f.get("/v1/subscription/history").json()["data"];
    REQUIRE(entries.size() == 3);
    REQUIRE(entries[0]["action"] == "remove_users.undone");
    REQUIRE(entries[0]["subject"] == "user_cal");
    REQUIRE(entries[1]["action"] == "remove_users.scheduled");
    REQUIRE(entries[1]["subject"] == "user_bea");
    REQUIRE(entries[1]["resource"] == id);
    REQUIRE(entries[1]["old"]["after_renewal"]["users"] == 5);
    REQUIRE(entries[1]["new"]["after_renewal"]["users"] == 3);
    REQUIRE(entries[2]["action"] == "start.applied");
    REQUIRE(entries[2]["old"].is_null());
}

TEST_CASE("Work that goes on without its request happens at the change's moment of a test clock") {
    Fixture f;
    f.now("2029-05-05T10:00:00Z");
    f.billing.outcome("broken");
    REQUIRE(f.post("/v1/subscription", R"({"plan":"grow","users":5,"cycle":"quarterly"})").status ==
            202);
    f.billing.outcome("accepted");
    f.service.start_workers();
    f.await([&] { return f.get("/v1/subscription").status == 200; });
    REQUIRE(to_string(f.billing.last_now()) == "2029-05-05T10:00:00Z");
    REQUIRE(f.subscription()["renews_on"] == "2029-08-05");
}

TEST_CASE("A usage report may be larger than other bodies") {
    constexpr int many = 12'000;
    const std::string long_id(50, 'u');
    Fixture f;
    REQUIRE(f.put("/v1/subscription/usage", R"({"users":[]})").code() == "subscription_missing");
    f.start();
    std::string body = R"({"users":[)";
    for (int i = 0; i < many; ++i)
        body += std::string(i == 0 ? "" : ",") + R"({"id":")" + long_id + std::to_string(i) +
                R"(","added_at":"2026-01-01T00:00:00Z"})";
    body += "]}";
    REQUIRE(body.size() > 1 << 20);
    const auto answer = f.put("/v1/subscription/usage", body);
    REQUIRE(answer.status == 200);
    REQUIRE(answer.json()["active_users"] == many);
    REQUIRE(f.subscription()["usage"] == answer.json());
    REQUIRE(f.put("/v1/subscription/usage", R"({"users":[]})").json()["active_users"] == 0);
}
