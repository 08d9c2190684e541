#pragma once
// payment-method as a test scripts it: decides each new payment as told, remembers it, counts
// calls.

#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testkit/running_service.hpp"

namespace tenure::test {

class FakePayments {
  public:
    explicit FakePayments(const Clock& clock)
        : peer_({{http::Method::post, "/internal/v1/payments", allow::services,
                  [this](const http::Request& request) { return answer_payment(request); }},
                 {http::Method::get, "/internal/v1/events", allow::services,
                  [this](const http::Request& request) { return answer_events(request); }}},
                clock, 16) {}

    std::string url() const { return peer_.url(); }
    void stop() { peer_.stop(); }

    /// What happens to payments from now on: a status, the code of a failure
    /// ("insufficient_funds"), "missing" (404), or "timeout" (504, nothing remembered). A
    /// remembered payment keeps its outcome unless it is unknown.
    void outcome(std::string outcome) {
        const std::lock_guard lock(mutex_);
        outcome_ = std::move(outcome);
    }
    /// Decides on each new payment from its request, instead of outcome().
    void decide(std::function<std::string(const nlohmann::json& request)> rule) {
        const std::lock_guard lock(mutex_);
        rule_ = std::move(rule);
    }
    /// How often each payment was asked for.
    std::map<std::string, int> calls() const {
        const std::lock_guard lock(mutex_);
        return calls_;
    }
    nlohmann::json last_request() const {
        const std::lock_guard lock(mutex_);
        return last_request_;
    }
    /// Puts an order's outcome into the feed.
    void settle(const std::string& type, const std::string& account, const std::string& order_id,
                const std::string& occurred_at) {
        const std::string status = type == "payment.succeeded" ? "succeeded" : "insufficient_funds";
        publish(type, account, occurred_at,
                {{"payment", payment_json("pay_" + order_id.substr(4), status)},
                 {"purpose", {{"type", "order"}, {"id", order_id}}}});
    }
    void publish(const std::string& type, const std::string& account,
                 const std::string& occurred_at, const nlohmann::json& data) {
        const std::lock_guard lock(mutex_);
        const auto number = std::to_string(events_.size() + 1);
        events_.push_back({{"id", "evt_" + number},
                           {"type", type},
                           {"account", account},
                           {"occurred_at", occurred_at},
                           {"data", data}});
    }

  private:
    static nlohmann::json payment_json(const std::string& id, const std::string& outcome) {
        const bool is_status =
            outcome == "succeeded" || outcome == "processing" || outcome == "unknown";
        nlohmann::json payment = {{"id", id},
                                  {"status", is_status ? outcome : "failed"},
                                  {"failure", nullptr},
                                  {"payment_method_id", "pm_1"}};
        if (!is_status)
            payment["failure"] = {{"code", outcome}, {"detail", "the card was refused"}};
        return payment;
    }
    Result<http::Response> answer_payment(const http::Request& request) {
        const auto body = nlohmann::json::parse(request.body);
        const std::lock_guard lock(mutex_);
        const auto id = body["id"].get<std::string>();
        ++calls_[id];
        last_request_ = body;
        auto known = outcomes_.find(id);
        if (known == outcomes_.end() || known->second == "unknown") {
            if (outcome_ == "missing")
                return Error{ErrorKind::not_found, "payment_method_missing", "none"};
            if (outcome_ == "timeout")
                return Error{ErrorKind::timed_out, "upstream_timeout", "no answer"};
            known = outcomes_.insert_or_assign(id, rule_ ? rule_(body) : outcome_).first;
        }
        return http::ok(payment_json(id, known->second).dump());
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
    std::string outcome_ = "succeeded";
    std::function<std::string(const nlohmann::json&)> rule_;
    std::map<std::string, std::string> outcomes_;
    std::map<std::string, int> calls_;
    nlohmann::json last_request_;
    std::vector<nlohmann::json> events_;
    testkit::FakePeer peer_;
};

}  // namespace tenure::test
