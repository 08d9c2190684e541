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
                 {http::Method::post, "/internal/v1/payments/{id}/cancel", allow::services,
                  [this](const http::Request& request) { return call_off(request); }},
                 {http::Method::post, "/internal/v1/payments/{id}/refunds", allow::services,
                  [this](const http::Request& request) { return answer_refund(request); }},
                 {http::Method::put, "/internal/v1/subscription-state", allow::services,
                  [this](const http::Request& request) { return note_state(request); }},
                 {http::Method::get, "/internal/v1/payment-methods/default", allow::services,
                  [this](const http::Request&) { return answer_default(); }},
                 {http::Method::get, "/internal/v1/clock", allow::services,
                  [this](const http::Request& request) { return answer_clock(request); }},
                 {http::Method::post, "/internal/v1/clock", allow::services,
                  [this](const http::Request& request) { return run_clock(request); }},
                 {http::Method::get, "/internal/v1/events/head", allow::services,
                  [this](const http::Request&) { return answer_head(); }},
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
    /// What happens to refunds from now on: "succeeded", "failed", "processing", or "refused".
    void refund_outcome(std::string outcome) {
        const std::lock_guard lock(mutex_);
        refund_outcome_ = std::move(outcome);
    }
    /// "payment amount" of each refund that succeeded, by id.
    std::map<std::string, std::string> refunds() const {
        const std::lock_guard lock(mutex_);
        return refunds_;
    }
    /// From now on payments are direct debits: accepted at once, decided five days later.
    void use_direct_debit() {
        const std::lock_guard lock(mutex_);
        debit_ = true;
    }
    /// The same id for a payment of an invoice as billing gave it.
    void publish_outcome(const std::string& status, const std::string& account,
                         const std::string& payment, const std::string& invoice,
                         const std::string& occurred_at) {
        const std::string shown = status == "failed" ? "insufficient_funds" : status;
        nlohmann::json data = {{"payment", payment_json(payment, shown)},
                               {"purpose", {{"type", "invoice"}, {"id", invoice}}}};
        if (status == "returned")
            data["payment"]["failure"] = {{"code", "debit_refunded"}, {"detail", "came back"}};
        publish("payment." + status, account, occurred_at, data);
    }
    /// What billing said of an account last: status and time zone, or nothing.
    std::string state_of(const std::string& account) const {
        const std::lock_guard lock(mutex_);
        const auto state = states_.find(account);
        return state == states_.end() ? "" : state->second;
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
        const bool is_status = outcome == "succeeded" || outcome == "processing" ||
                               outcome == "unknown" || outcome == "returned";
        nlohmann::json payment = {{"id", id},
                                  {"status", is_status ? outcome : "failed"},
                                  {"failure", nullptr},
                                  {"method", {{"type", "card"}}},
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
            if (debit_) {
                debits_.push_back({request.caller.account.str(),
                                   request.caller.now + std::chrono::days(5), id, body["purpose"],
                                   outcome_});
                return http::ok(debit_json(id, "processing").dump());
            }
            known = outcomes_.insert_or_assign(id, rule_ ? rule_(body) : outcome_).first;
        }
        return http::ok(payment_json(id, known->second).dump());
    }
    Result<http::Response> answer_refund(const http::Request& request) {
        const auto body = nlohmann::json::parse(request.body);
        const std::lock_guard lock(mutex_);
        if (refund_outcome_ == "refused")
            return Error{ErrorKind::conflict, "refund_exceeds_payment", "too much"};
        nlohmann::json refund = {
            {"id", body["id"]}, {"status", refund_outcome_}, {"failure", nullptr}};
        if (refund_outcome_ == "failed") refund["failure"] = {{"code", "refund_declined"}};
        if (refund_outcome_ == "succeeded")
            refunds_[body["id"]] = request.path_parameter("id") + " " +
                                   std::to_string(body["amount"]["amount"].get<int>());
        return http::ok(refund.dump());
    }
    Result<http::Response> call_off(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        const auto id = request.path_parameter("id");
        const auto known = outcomes_.find(id);
        if (known == outcomes_.end()) return http::no_content();
        return http::ok(payment_json(id, known->second).dump());
    }
    Result<http::Response> note_state(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        const auto body = nlohmann::json::parse(request.body);
        states_[request.caller.account.str()] =
            body["status"].get<std::string>() + " in " + body["time_zone"].get<std::string>();
        return http::no_content();
    }
    Result<http::Response> answer_default() {
        const std::lock_guard lock(mutex_);
        if (outcome_ == "missing")
            return Error{ErrorKind::not_found, "payment_method_missing", "none"};
        return http::ok(R"({"id": "pm_1", "type": "card"})");
    }
    /// As our feeds write them, so that one can be told to lie behind another.
    static std::string cursor_of(std::size_t events) { return std::to_string(events) + ".0"; }
    Result<http::Response> answer_head() {
        const std::lock_guard lock(mutex_);
        const std::string cursor = events_.empty() ? "" : cursor_of(events_.size());
        return http::ok(nlohmann::json{{"cursor", cursor}}.dump());
    }

    // --- direct debits, which are decided when the account's clock has passed five days

    struct Debit {
        std::string account;
        Timestamp due_at;
        std::string id;
        nlohmann::json purpose;
        std::string outcome;
        bool decided = false;
    };
    static nlohmann::json debit_json(const std::string& id, const std::string& outcome) {
        nlohmann::json payment = payment_json(id, outcome);
        payment["method"]["type"] = "sepa_debit";
        return payment;
    }
    nlohmann::json next_due(const std::string& account) const {
        std::optional<Timestamp> next;
        for (const Debit& debit : debits_) {
            if (debit.account == account && !debit.decided)
                next = std::min(next.value_or(debit.due_at), debit.due_at);
        }
        return {{"next_due_at", next ? nlohmann::json(to_string(*next)) : nlohmann::json()}};
    }
    Result<http::Response> answer_clock(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        return http::ok(next_due(request.caller.account.str()).dump());
    }
    Result<http::Response> run_clock(const http::Request& request) {
        const std::string account = request.caller.account.str();
        std::vector<Debit> due;
        {
            const std::lock_guard lock(mutex_);
            for (Debit& debit : debits_) {
                if (debit.account != account || debit.decided || debit.due_at > request.caller.now)
                    continue;
                debit.decided = true;
                due.push_back(debit);
            }
        }
        for (const Debit& debit : due) {
            const std::string type = debit.outcome == "succeeded" ? "succeeded" : "failed";
            publish("payment." + type, account, to_string(debit.due_at),
                    {{"payment", debit_json(debit.id, debit.outcome)}, {"purpose", debit.purpose}});
        }
        return answer_clock(request);
    }
    Result<http::Response> answer_events(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        const auto after = request.query_parameter("after").value_or("");
        const std::size_t from = after.empty() ? 0 : std::stoul(after);
        nlohmann::json list = nlohmann::json::array();
        for (std::size_t index = from; index < events_.size(); ++index) {
            list.push_back(events_[index]);
            list.back()["cursor"] = cursor_of(index + 1);
        }
        return http::ok(
            nlohmann::json{{"events", list}, {"next_cursor", cursor_of(events_.size())}}.dump());
    }

    mutable std::mutex mutex_;
    std::string outcome_ = "succeeded";
    std::string refund_outcome_ = "succeeded";
    std::map<std::string, std::string> refunds_;
    std::function<std::string(const nlohmann::json&)> rule_;
    bool debit_ = false;
    std::vector<Debit> debits_;
    std::map<std::string, std::string> states_;
    std::map<std::string, std::string> outcomes_;
    std::map<std::string, int> calls_;
    nlohmann::json last_request_;
    std::vector<nlohmann::json> events_;
    testkit::FakePeer peer_;
};

}  // namespace tenure::test
