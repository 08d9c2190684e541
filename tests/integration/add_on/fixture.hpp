#pragma once
// The add-on service with a scripted billing, and an account whose subscription billing announced:
// ten plan users, quarterly from 23 November 2026.

#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "add_on/module.hpp"
#include "integration/add_on/fake_billing.hpp"
#include "testkit/at_once.hpp"

namespace tenure::test {

inline const Timestamp now = parse_timestamp("2026-11-23T10:00:00Z").value();
inline const std::string meeting = "/v1/add-ons/customer-meeting";
inline const std::string changes = meeting + "/changes";
inline const std::string preview = changes + "/preview";
inline const std::string users = meeting + "/users";
inline const std::string to_beyond =
    R"({"type":"switch_package","package":"beyond","beyond_users":3})";
inline const std::string to_basic = R"({"type":"switch_package","package":"basic"})";
inline const std::string add_two = R"({"type":"add_users","users":2})";
inline const std::string remove_one = R"({"type":"remove_users","users":1})";
inline const std::string free_trial = R"({"type":"start_trial"})";

struct Fixture {
    testkit::FakeClock clock{now};
    FakeBilling billing{clock};
    testkit::RunningService service{
        add_on::service(),
        {{"TENURE_BILLING_URL", billing.url()},
         {"TENURE_CATALOG_DIR", std::string(TENURE_SOURCE_DIR) + "/deploy/catalog"},
         {"TENURE_LEASE_MS", "100"},
         {"TENURE_SWEEP_INTERVAL_MS", "10"}},
        clock};
    const std::string account = "acc_one";
    int keys = 0;

    http::Caller as(Role role) { return testkit::caller(account, role, clock.now()); }
    testkit::Answer get(const std::string& path) {
        return service.call(as(Role::owner), "GET", path);
    }
    testkit::Answer post(const std::string& path, const std::string& body, std::string key = "") {
        if (key.empty()) key = "key-" + std::to_string(++keys);
        return service.call(as(Role::owner), "POST", path, body, {{"Idempotency-Key", key}});
    }
    testkit::Answer put(const std::string& user) {
        return service.call(as(Role::owner), "PUT", users + "/" + user);
    }
    testkit::Answer drop(const std::string& path) {
        return service.call(as(Role::owner), "DELETE", path);
    }
    nlohmann::json state() { return get(meeting).json(); }
    /// A change that is accepted; its id.
    std::string made(const std::string& body) {
        const auto answer = post(changes, body);
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["id"].get<std::string>();
    }
    std::string reason(const std::string& user) {
        return get(users + "/" + user).json()["reason"].get<std::string>();
    }

    /// Billing's events of a first term with so many plan users, taken over.
    void subscribe(std::int64_t plan_users = 10, bool trial = false);
    /// Publishes an event and waits until it is taken over.
    void tell(const std::string& type, const nlohmann::json& data);
    /// An order of the subscription: {action, quantity} on plan_users.
    void plan_order(const std::string& action, std::int64_t quantity, const std::string& kind,
                    const std::string& effective_at, const std::string& event,
                    const std::string& id = "chg_plan");
    /// Waits until every event of the feed has been taken over.
    void catch_up();

    /// Waits for what a worker does at its own pace; the deadline only ends a hopeless wait.
    template <class Condition>
    void await(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition()) {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            std::this_thread::yield();
        }
    }

  private:
    bool working_ = false;
};

using testkit::at_once;

}  // namespace tenure::test
