#include "integration/onboarding/fake_billing.hpp"

namespace tenure::test {

using nlohmann::json;

namespace {

json quote_json(const std::string& effective_at) {
    const json money = {{"amount", 59290}, {"currency", "EUR"}};
    return {{"id", "quo_1"},
            {"expires_at", effective_at},
            {"effective_at", effective_at},
            {"currency", "EUR"},
            {"lines", json::array()},
            {"subtotal", money},
            {"vat", json::array()},
            {"total", money},
            {"due_now", money},
            {"next_invoice", nullptr}};
}

}  // namespace

FakeBilling::FakeBilling(const testkit::FakeClock& clock)
    : clock_(clock),
      peer_({{http::Method::post, "/internal/v1/quotes", allow::services,
              [this](const http::Request& request) { return answer_quote(request); }},
             {http::Method::post, "/internal/v1/orders", allow::services,
              [this](const http::Request& request) { return answer_order(request); }},
             {http::Method::put, "/internal/v1/credit-notes/{id}", allow::services,
              [this](const http::Request& request) { return answer_credit(request); }},
             {http::Method::get, "/internal/v1/events", allow::services,
              [this](const http::Request& request) { return feed_.answer(request); }}},
            clock, 24) {}

void FakeBilling::outcome(std::string outcome) {
    const std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
}

void FakeBilling::credit_outcome(std::string code) {
    const std::lock_guard lock(mutex_);
    credit_outcome_ = std::move(code);
}

json FakeBilling::last_order() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

std::map<std::string, std::string> FakeBilling::credited() const {
    const std::lock_guard lock(mutex_);
    return credited_;
}

void FakeBilling::publish(const std::string& type, const std::string& account, const json& data) {
    feed_.publish(type, account, data, clock_.now());
}

json FakeBilling::order_of(const json& body) const {
    const bool accepted = outcome_ == "paid" || outcome_ == "awaiting";
    const std::string id = body["order_id"];
    json order = {{"id", id},
                  {"status", accepted ? "applied" : outcome_},
                  {"seller", body["seller"]},
                  {"kind", body["kind"]},
                  {"effective_at", nullptr},
                  {"quote", quote_json(to_string(clock_.now()))},
                  {"invoice_id", nullptr},
                  {"invoice_number", nullptr},
                  {"paid", outcome_ == "paid"},
                  {"items", body["operations"]}};
    if (accepted) {
        order["effective_at"] = to_string(clock_.now());
        order["invoice_id"] = with_prefix(id, "inv");
        order["invoice_number"] = "2026-000001";
    }
    if (outcome_ == "declined")
        order["decline"] = {{"code", "insufficient_funds"}, {"detail", "not enough money"}};
    return order;
}

Result<http::Response> FakeBilling::answer_quote(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    last_ = json::parse(request.body);
    return http::created(quote_json(to_string(clock_.now())).dump());
}

Result<http::Response> FakeBilling::answer_order(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    last_ = json::parse(request.body);
    const std::string id = last_["order_id"];
    if (const auto known = orders_.find(id); known != orders_.end())
        return http::ok(known->second.dump());
    const bool known_outcome = outcome_ == "paid" || outcome_ == "awaiting" ||
                               outcome_ == "pending" || outcome_ == "declined";
    if (!known_outcome) return Error{ErrorKind::conflict, outcome_, "billing says no"};
    orders_[id] = order_of(last_);
    return http::created(orders_[id].dump());
}

Result<http::Response> FakeBilling::answer_credit(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    if (!credit_outcome_.empty())
        return Error{ErrorKind::conflict, credit_outcome_, "billing says no"};
    credited_[request.path_parameter("id")] = json::parse(request.body)["invoice_id"];
    return http::ok("{}");
}

}  // namespace tenure::test
