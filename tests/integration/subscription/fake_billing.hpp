#pragma once
// Billing as a test scripts it: answers orders as told and counts them.

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testkit/running_service.hpp"

namespace tenure::test {

class FakeBilling {
  public:
    explicit FakeBilling(const Clock& clock)
        : peer_({{http::Method::post, "/internal/v1/quotes", allow::services,
                  [](const http::Request&) -> Result<http::Response> {
                      return http::created(R"({"id": "quo_1", "lines": []})");
                  }},
                 {http::Method::post, "/internal/v1/orders", allow::services,
                  [this](const http::Request& request) { return answer_order(request); }},
                 {http::Method::get, "/internal/v1/events", allow::services,
                  [this](const http::Request& request) { return answer_events(request); }}},
                clock) {}

    std::string url() const { return peer_.url(); }
    void stop() { peer_.stop(); }

    /// What the next orders end in: a status of an order, or the code of a refusal (409).
    void outcome(std::string status) {
        const std::lock_guard lock(mutex_);
        outcome_ = std::move(status);
    }
    /// How many different orders were made, and how often each was asked for.
    std::map<std::string, int> orders() const {
        const std::lock_guard lock(mutex_);
        return orders_;
    }
    nlohmann::json last_order() const {
        const std::lock_guard lock(mutex_);
        return last_;
    }
    /// Puts an event into the feed: the order's outcome as of now.
    void publish(const std::string& type, const std::string& account, const std::string& order_id,
                 const std::string& status) {
        const std::lock_guard lock(mutex_);
        const auto number = std::to_string(events_.size() + 1);
        events_.push_back({{"id", "evt_" + number},
                           {"type", type},
                           {"account", account},
                           {"occurred_at", "2026-11-23T10:00:00Z"},
                           {"data", {{"order", order_json(order_id, status)}}}});
    }

    static nlohmann::json order_json(const std::string& id, const std::string& status) {
        nlohmann::json order = {{"id", id},
                                {"status", status},
                                {"time_zone", "Europe/Brussels"},
                                {"quote", {{"total", {{"amount", 54450}, {"currency", "EUR"}}}}}};
        if (status == "applied") {
            order["effective_at"] = "2026-11-23T10:00:00Z";
            order["invoice_id"] = "inv_1";
            order["invoice_number"] = "2026-000001";
            order["term"] = {{"number", 1},
                             {"cycle", "quarterly"},
                             {"anchor_day", 23},
                             {"starts_on", "2026-11-23"},
                             {"renews_on", "2027-02-23"}};
        }
        if (status == "declined")
            order["decline"] = {{"code", "insufficient_funds"}, {"detail", "not enough money"}};
        return order;
    }

  private:
    Result<http::Response> answer_order(const http::Request& request) {
        const auto body = nlohmann::json::parse(request.body);
        const std::lock_guard lock(mutex_);
        const auto id = body["order_id"].get<std::string>();
        ++orders_[id];
        last_ = body;
        if (outcome_ == "applied" || outcome_ == "declined" || outcome_ == "pending")
            return http::created(order_json(id, outcome_).dump());
        if (outcome_ == "broken") return Error{ErrorKind::internal, "internal_error", ""};
        return Error{ErrorKind::conflict, outcome_, "billing says no"};
    }
    Result<http::Response> answer_events(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        const auto after = request.query_parameter("after").value_or("");
        const std::size_t from = after.empty() ? 0 : std::stoul(after);
        nlohmann::json list = nlohmann::json::array();
        for (std::size_t index = from; index < events_.size(); ++index) {
            list.push_back(events_[index]);
            list.back()["cursor"] = std::to_string(index + 1);
        }
        return http::ok(
            nlohmann::json{{"events", list}, {"next_cursor", std::to_string(events_.size())}}
                .dump());
    }

    mutable std::mutex mutex_;
    std::string outcome_ = "applied";
    std::map<std::string, int> orders_;
    nlohmann::json last_;
    std::vector<nlohmann::json> events_;
    testkit::FakePeer peer_;
};

}  // namespace tenure::test
