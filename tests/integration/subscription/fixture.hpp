#pragma once
// The subscription service with a scripted billing.

#include <catch2/catch.hpp>
#include <thread>

#include "integration/subscription/fake_billing.hpp"
#include "subscription/module.hpp"

namespace tenure::test {

inline const Timestamp start_of_test = parse_timestamp("2026-11-23T10:00:00Z").value();
inline const std::string changes_path = "/v1/subscription/changes";
inline const std::string three_users = R"({"type":"add_users","users":3})";

/// Leases and sweeps are short; time moves when the test says so, for all accounts at once.
struct Fixture {
    testkit::FakeClock clock{start_of_test};
    FakeBilling billing{clock};
    testkit::RunningService service{
        subscription::service(),
        {{"TENURE_BILLING_URL", billing.url()},
         {"TENURE_CATALOG_DIR", std::string(TENURE_SOURCE_DIR) + "/deploy/catalog"},
         {"TENURE_LEASE_MS", "100"},
         {"TENURE_SWEEP_INTERVAL_MS", "10"}},
        clock};
    http::Caller owner = testkit::caller("acc_one", Role::owner, start_of_test);
    int keys = 0;

    /// The account's present, as its test clock would put it.
    void now(const std::string& instant) {
        owner.now = parse_timestamp(instant).value();
        owner.on_test_clock = true;
    }
    testkit::Answer get(const std::string& path) { return service.call(owner, "GET", path); }
    testkit::Answer post(const std::string& path, const std::string& body,
                         const std::string& key = "key-1") {
        testkit::Headers headers;
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        return service.call(owner, "POST", path, body, headers);
    }
    /// A change under a key of its own.
    testkit::Answer change(const std::string& body) {
        return post(changes_path, body, "own-" + std::to_string(++keys));
    }
    testkit::Answer remove(const std::string& path) { return service.call(owner, "DELETE", path); }
    testkit::Answer put(const std::string& path, const std::string& body) {
        return service.call(owner, "PUT", path, body);
    }
    void start(const std::string& more = "") {
        REQUIRE(post("/v1/subscription",
                     R"({"plan":"grow","users":5,"cycle":"quarterly")" + more + "}", "start")
                    .status == 201);
    }
    nlohmann::json subscription() { return get("/v1/subscription").json(); }
    std::int64_t users() { return subscription()["users"].get<std::int64_t>(); }
    std::string status() { return subscription()["status"].get<std::string>(); }
    nlohmann::json access() { return get("/v1/access").json(); }
    /// An event of the account, a second after its present.
    void news(const std::string& type, nlohmann::json data) {
        billing.publish(type, owner.account.str(), std::move(data),
                        owner.now + std::chrono::seconds(1));
    }
    /// Waits for what a worker does at its own pace; the deadline only ends a hopeless wait.
    template <class Condition>
    void await(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition()) {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            std::this_thread::yield();
        }
    }
};

}  // namespace tenure::test
