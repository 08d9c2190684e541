#pragma once
// The onboarding service with a scripted billing, and an account whose first term has begun.

#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "integration/onboarding/fake_billing.hpp"
#include "onboarding/module.hpp"
#include "testkit/at_once.hpp"

namespace tenure::test {

using nlohmann::json;

inline const std::string orders = "/v1/onboarding/orders";
inline const std::string sessions = "/v1/onboarding/sessions";
inline const std::string slots = "/v1/onboarding/slots";
inline const std::string waiting = "/v1/onboarding/waiting-list";
inline const std::string experts = "/v1/operator/onboarding/experts";
inline const json together = {{"package", "do_it_together"}};
inline const json with_help = {{"package", "do_it_with_help"}};

struct Fixture {
    testkit::FakeClock clock{parse_timestamp("2026-11-23T10:00:00Z").value()};  // a Monday
    FakeBilling billing{clock};
    testkit::RunningService service{
        onboarding::service(),
        {{"TENURE_BILLING_URL", billing.url()},
         {"TENURE_CATALOG_DIR", std::string(TENURE_SOURCE_DIR) + "/deploy/catalog"},
         {"TENURE_LEASE_MS", "100"},
         {"TENURE_SWEEP_INTERVAL_MS", "10"}},
        clock};
    std::string account = "acc_one";
    std::atomic<int> keys{0};

    testkit::Answer call(const std::string& method, const std::string& path, const json& body = {},
                         Role role = Role::owner, std::string of = "") {
        testkit::Headers headers;
        if (method == "POST") headers = {{"Idempotency-Key", "key-" + std::to_string(++keys)}};
        return service.call(testkit::caller(of.empty() ? account : of, role, clock.now()), method,
                            path, body.is_null() ? "" : body.dump(), headers);
    }
    json get(const std::string& path) { return expect(call("GET", path), 200); }
    json post(const std::string& path, const json& body, int status = 201) {
        return expect(call("POST", path, body), status);
    }
    json remove(const std::string& path, int status = 200) {
        return expect(call("DELETE", path), status);
    }
    json operate(const std::string& path, const json& body, int status = 201) {
        return expect(call("POST", path, body, Role::operator_), status);
    }
    std::string refusal(const std::string& path, const json& body) {
        return post(path, body, 409)["code"];
    }
    json expect(const testkit::Answer& answer, int status) {
        INFO(answer.body);
        REQUIRE(answer.status == status);
        return answer.body.empty() ? json() : answer.json();
    }

    /// An expert with these hours on each day from Monday to Sunday; his id.
    std::string add_expert(const std::string& from = "09:00", const std::string& until = "17:00",
                           const std::string& zone = "Europe/Brussels",
                           const std::vector<std::string>& languages = {"fr"}) {
        json hours = json::array();
        for (const char* day :
             {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
            hours.push_back({{"day", day}, {"from", from}, {"until", until}});
        return operate(experts, {{"name", "Zoe"},
                                 {"email", "zoe@example.com"},
                                 {"languages", languages},
                                 {"time_zone", zone},
                                 {"hours", hours},
                                 {"days_off", json::array()}})["id"];
    }
    json booking(const std::string& begins) { return {{"starts_at", begins}, {"language", "fr"}}; }
    /// The status of an order of the account.
    std::string status_of(const json& order) {
        return get(orders + "/" + order["id"].get<std::string>())["status"];
    }
    std::vector<std::string> event_types() {
        return service.database().query("select type from event order by xid, seq");
    }

    /// Billing's event of a first term, taken over.
    void subscribe(const std::string& zone = "Europe/Brussels") {
        tell("term.started", {{"term",
                               {{"number", 1},
                                {"cycle", "quarterly"},
                                {"anchor_day", 23},
                                {"starts_on", "2026-11-23"},
                                {"renews_on", "2027-02-23"}}},
                              {"time_zone", zone},
                              {"trial", false}});
    }
    void invoice_event(const std::string& type, const json& order) {
        tell(type, {{"invoice_id", order["invoice_id"]}, {"number", "2026-000001"}});
    }
    /// Publishes an event and waits until it is taken over.
    void tell(const std::string& type, const json& data) {
        billing.publish(type, account, data);
        work();
        await([&] {
            const auto cursor = service.database().query(
                "select cursor from event_cursor where source = 'billing'");
            return !cursor.empty() && cursor.front() == billing.head();
        });
    }
    void work() {
        if (!working_) service.start_workers();
        working_ = true;
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

  private:
    bool working_ = false;
};

using testkit::at_once;

}  // namespace tenure::test
