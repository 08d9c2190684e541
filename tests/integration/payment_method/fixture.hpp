#pragma once
// The payment-method service in this process, with a clock that stands still.

#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <string>
#include <thread>

#include "payment_method/module.hpp"
#include "testkit/running_service.hpp"

namespace tenure::test {

inline const Timestamp start = parse_timestamp("2026-11-23T10:00:00Z").value();

using Variables = std::map<std::string, std::string>;

inline Variables environment_with(Variables extra) {
    extra.emplace("TENURE_CATALOG_DIR", std::string(TENURE_SOURCE_DIR) + "/deploy/catalog");
    extra.emplace("TENURE_FINGERPRINT_KEY", "a fingerprint key for tests, 32 bytes");
    extra.emplace("TENURE_LEASE_MS", "100");
    extra.emplace("TENURE_SWEEP_INTERVAL_MS", "10");
    return extra;
}

inline std::string card_body(const std::string& number, const std::string& more = "",
                             const std::string& expiry = R"("exp_month":12,"exp_year":2030)") {
    return R"({"type":"card","card":{"number":")" + number + R"(",)" + expiry + "}" + more + "}";
}

struct Fixture {
    explicit Fixture(Variables extra = {})
        : service(payment_method::service(), environment_with(std::move(extra)), clock) {}

    testkit::FakeClock clock{start};
    testkit::RunningService service;

    /// In real time, which is the fixture's clock.
    http::Caller as(RoleSet roles, const std::string& account = "acc_one") const {
        http::Caller caller = testkit::caller(account, roles, clock.now());
        caller.on_test_clock = false;
        return caller;
    }
    http::Caller owner() const { return as(Role::owner); }
    http::Caller billing() const { return as(Role::service); }

    testkit::Answer get(const std::string& path) { return service.call(owner(), "GET", path); }
    testkit::Answer remove(const std::string& path) {
        return service.call(owner(), "DELETE", path);
    }
    testkit::Answer put_default(const std::string& id) {
        return service.call(owner(), "PUT", "/v1/payment-methods/default",
                            R"({"payment_method_id":")" + id + R"("})");
    }
    testkit::Answer post(const std::string& body, const std::string& key = "") {
        testkit::Headers headers;
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        return service.call(owner(), "POST", "/v1/payment-methods", body, headers);
    }
    /// Keeps a card that must be accepted; its id.
    std::string add(const std::string& number, const std::string& more = "") {
        const auto answer = post(card_body(number, more));
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["id"];
    }

    static std::string payment_body(const std::string& id, int amount = 6000) {
        return R"({"id":")" + id + R"(","amount":{"amount":)" + std::to_string(amount) +
               R"(,"currency":"EUR"},"purpose":{"type":"order","id":")" + with_prefix(id, "chg") +
               R"("},"description":"3 users GROW"})";
    }
    testkit::Answer pay(const std::string& id, int amount = 6000) {
        return service.call(billing(), "POST", "/internal/v1/payments", payment_body(id, amount));
    }
    std::string new_payment() const { return new_id("pay", clock.now()); }

    std::vector<std::string> query(const std::string& sql) const {
        return service.database().query(sql);
    }
    /// Types of the events so far, in order.
    std::vector<std::string> events() const {
        return query("select type from event order by xid, seq");
    }
    std::string charges() const { return query("select count(*) from sandbox.charge").at(0); }

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

/// "pointer code" of every bad field of a problem document.
inline std::vector<std::string> bad_fields(const testkit::Answer& answer) {
    std::vector<std::string> list;
    const auto document = answer.json();
    if (!document.contains("errors")) return list;
    for (const auto& error : document["errors"])
        list.push_back(error["pointer"].get<std::string>() + " " +
                       error["code"].get<std::string>());
    return list;
}

using List = std::vector<std::string>;

}  // namespace tenure::test
