#pragma once
// Billing as a test scripts it: keeps orders like the real one (proto-docs/internal.md), answers as
// told, and counts how often each was asked for.

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "domain/term.hpp"
#include "testkit/fake_feed.hpp"
#include "testkit/running_service.hpp"

namespace tenure::test {

class FakeBilling {
  public:
    explicit FakeBilling(const Clock& clock)
        : peer_({{http::Method::post, "/internal/v1/quotes", allow::services,
                  [this](const http::Request& request) { return answer_quote(request); }},
                 {http::Method::post, "/internal/v1/orders", allow::services,
                  [this](const http::Request& request) { return answer_order(request); }},
                 {http::Method::get, "/internal/v1/orders/{id}", allow::services,
                  [this](const http::Request& request) { return answer_find(request); }},
                 {http::Method::delete_, "/internal/v1/orders/{id}", allow::services,
                  [this](const http::Request& request) { return answer_undo(request); }},
                 {http::Method::get, "/internal/v1/events", allow::services,
                  [this](const http::Request& request) { return feed_.answer(request); }}},
                clock) {}

    std::string url() const { return peer_.url(); }
    void stop() { peer_.stop(); }

    /// What the next orders end in: "accepted" (applied or scheduled, as ordered), "declined",
    /// "pending", "broken" (500), or the code of a refusal (409), which undoing meets too.
    void outcome(std::string outcome) {
        const std::lock_guard lock(mutex_);
        outcome_ = std::move(outcome);
    }
    /// How many different orders were made, and how often each was asked for.
    std::map<std::string, int> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    nlohmann::json last_order() const {
        const std::lock_guard lock(mutex_);
        return last_;
    }
    nlohmann::json last_quote() const {
        const std::lock_guard lock(mutex_);
        return last_quote_;
    }
    Timestamp last_now() const {
        const std::lock_guard lock(mutex_);
        return last_now_;
    }
    int undos() const {
        const std::lock_guard lock(mutex_);
        return undos_;
    }
    /// The order as billing would tell it, in a status.
    nlohmann::json order(const std::string& id, const std::string& status) {
        const std::lock_guard lock(mutex_);
        return order_json(id, status);
    }
    /// Puts an event into the feed.
    void publish(const std::string& type, const std::string& account, nlohmann::json data,
                 Timestamp occurred_at) {
        feed_.publish(type, account, std::move(data), occurred_at);
    }

    static nlohmann::json term_json(const Term& term) {
        return {{"number", term.number},
                {"cycle", std::string(name_of(term.cycle))},
                {"anchor_day", term.anchor_day},
                {"starts_on", to_string(term.starts_on)},
                {"renews_on", to_string(term.renews_on)}};
    }

  private:
    struct Kept {
        nlohmann::json purchase;
        std::string status;
        Timestamp effective_at;
        Term term;
        bool free = false;
    };

    Result<http::Response> answer_quote(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        last_quote_ = nlohmann::json::parse(request.body);
        if (is_refusal()) return Error{ErrorKind::conflict, outcome_, "billing says no"};
        return http::created(R"({"id": "quo_1", "lines": []})");
    }

    Result<http::Response> answer_order(const http::Request& request) {
        const auto body = nlohmann::json::parse(request.body);
        const std::lock_guard lock(mutex_);
        const auto id = body["order_id"].get<std::string>();
        ++asked_[id];
        last_ = body;
        last_now_ = request.caller.now;
        if (outcome_ == "broken") return Error{ErrorKind::internal, "internal_error", ""};
        if (is_refusal()) return Error{ErrorKind::conflict, outcome_, "billing says no"};
        const auto found = orders_.find(id);
        if (found == orders_.end() || found->second.status == "pending")
            orders_[id] = made(request.caller, body);
        return http::created(order_json(id, orders_[id].status).dump());
    }

    Kept made(const Caller& caller, const nlohmann::json& body) {
        Kept order{body, outcome_, caller.now, terms_[caller.account.str()], false};
        const TimeZone zone = TimeZone::find("Europe/Brussels").value();
        const std::string kind = body["kind"];
        if (kind == "start") {
            const auto cycle = parse_cycle(body["start"]["cycle"].get<std::string>()).value();
            order.term = first_term(zone.date_of(caller.now), cycle);
            order.free = body["start"].contains("trial_days");
            if (order.free) {
                order.term.number = 0;
                order.term.renews_on = order.term.starts_on +
                                       std::chrono::days(body["start"]["trial_days"].get<int>());
            }
            terms_[caller.account.str()] = order.term;
        }
        if (outcome_ != "accepted") return order;
        const bool later = kind == "end" || body.value("effective", "") == "at_renewal";
        order.status = later ? "scheduled" : "applied";
        if (later) order.effective_at = zone.start_of(order.term.renews_on);
        order.free = order.free || later;
        return order;
    }

    Result<http::Response> answer_find(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        const auto found = orders_.find(request.path_parameter("id"));
        if (found == orders_.end())
            return Error{ErrorKind::not_found, "order_not_found", "no such order"};
        return http::ok(order_json(found->first, found->second.status).dump());
    }

    Result<http::Response> answer_undo(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        const auto found = orders_.find(request.path_parameter("id"));
        if (is_refusal()) return Error{ErrorKind::conflict, outcome_, "billing says no"};
        if (found == orders_.end())
            return Error{ErrorKind::not_found, "order_not_found", "no such order"};
        if (found->second.status == "scheduled") ++undos_;
        found->second.status = "undone";
        return http::ok(order_json(found->first, "undone").dump());
    }

    bool is_refusal() const {
        return outcome_ != "accepted" && outcome_ != "declined" && outcome_ != "pending" &&
               outcome_ != "broken";
    }

    nlohmann::json order_json(const std::string& id, const std::string& status) {
        const Kept& kept = orders_[id];
        nlohmann::json order = {{"id", id},
                                {"status", status},
                                {"time_zone", "Europe/Brussels"},
                                {"quote", {{"total", {{"amount", 54450}, {"currency", "EUR"}}}}}};
        if (status == "applied" || status == "scheduled" || status == "undone") {
            order["effective_at"] = to_string(kept.effective_at);
            order["term"] = term_json(kept.term);
        }
        if (status == "applied" && !kept.free) {
            order["invoice_id"] = "inv_1";
            order["invoice_number"] = "2026-000001";
        }
        if (status == "declined")
            order["decline"] = {{"code", "insufficient_funds"}, {"detail", "not enough money"}};
        return order;
    }

    mutable std::mutex mutex_;
    std::string outcome_ = "accepted";
    std::map<std::string, int> asked_;
    std::map<std::string, Kept> orders_;
    std::map<std::string, Term> terms_;  ///< by account
    nlohmann::json last_;
    nlohmann::json last_quote_;
    Timestamp last_now_;
    int undos_ = 0;
    testkit::FakeFeed feed_;
    testkit::FakePeer peer_;
};

}  // namespace tenure::test
