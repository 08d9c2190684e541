#include "integration/add_on/fake_billing.hpp"

namespace tenure::test {

using nlohmann::json;

namespace {

json money(std::int64_t amount) {
    return {{"amount", amount}, {"currency", "EUR"}};
}

json quote_json(const std::string& effective_at) {
    return {{"id", "quo_1"},
            {"expires_at", "2026-11-23T10:30:00Z"},
            {"effective_at", effective_at},
            {"currency", "EUR"},
            {"lines", json::array()},
            {"subtotal", money(10000)},
            {"vat", json::array()},
            {"total", money(12100)},
            {"due_now", money(12100)},
            {"next_invoice", nullptr}};
}

}  // namespace

FakeBilling::FakeBilling(const testkit::FakeClock& clock)
    : clock_(clock),
      peer_({{http::Method::post, "/internal/v1/quotes", allow::services,
              [this](const http::Request& request) { return answer_quote(request); }},
             {http::Method::post, "/internal/v1/orders", allow::services,
              [this](const http::Request& request) { return answer_order(request); }},
             {http::Method::get, "/internal/v1/orders/{id}", allow::services,
              [this](const http::Request& request) { return answer_read(request); }},
             {http::Method::delete_, "/internal/v1/orders/{id}", allow::services,
              [this](const http::Request& request) { return answer_undo(request); }},
             {http::Method::get, "/internal/v1/events", allow::services,
              [this](const http::Request& request) { return feed_.answer(request); }}},
            clock, 24) {}

void FakeBilling::outcome(std::string outcome) {
    const std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
}

std::map<std::string, int> FakeBilling::asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
}

json FakeBilling::last_order() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

json FakeBilling::last_quote() const {
    const std::lock_guard lock(mutex_);
    return last_quote_;
}

json FakeBilling::order(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    return orders_.at(id);
}

void FakeBilling::publish(const std::string& type, const std::string& account, const json& data) {
    feed_.publish(type, account, data, clock_.now());
}

void FakeBilling::settle(const std::string& account, const std::string& id,
                         const std::string& status) {
    json changed;
    {
        const std::lock_guard lock(mutex_);
        json& order = orders_.at(id);
        order = order_of(order["body"], status);
        changed = order;
    }
    publish("order." + status, account, {{"order", changed}});
}

json FakeBilling::order_of(const json& body, const std::string& status) const {
    const std::string effective = body.value("effective", "immediately");
    std::string effective_at = to_string(clock_.now());
    if (effective == "at_renewal") effective_at = renewal;
    if (effective.starts_with("2")) effective_at = effective;
    json order = {{"id", body["order_id"]},
                  {"status", status},
                  {"seller", body["seller"]},
                  {"kind", body["kind"]},
                  {"effective_at", nullptr},
                  {"quote", quote_json(effective_at)},
                  {"invoice_id", nullptr},
                  {"invoice_number", nullptr},
                  {"time_zone", "Europe/Brussels"},
                  {"items", body["operations"]},
                  {"body", body}};
    if (status == "applied" || status == "scheduled" || status == "undone")
        order["effective_at"] = effective_at;
    if (status == "applied") {
        order["invoice_id"] = "inv_1";
        order["invoice_number"] = "2026-000001";
    }
    if (status == "declined")
        order["decline"] = {{"code", "insufficient_funds"}, {"detail", "not enough money"}};
    return order;
}

Result<http::Response> FakeBilling::answer_quote(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    last_quote_ = json::parse(request.body);
    if (outcome_ != "accepted") return Error{ErrorKind::conflict, outcome_, "billing says no"};
    return http::created(quote_json(to_string(clock_.now())).dump());
}

Result<http::Response> FakeBilling::answer_order(const http::Request& request) {
    const auto body = json::parse(request.body);
    const std::lock_guard lock(mutex_);
    const auto id = body["order_id"].get<std::string>();
    ++asked_[id];
    last_ = body;
    if (const auto known = orders_.find(id); known != orders_.end())
        return http::ok(known->second.dump());
    if (outcome_ == "broken") return Error{ErrorKind::internal, "internal_error", ""};
    std::string status = outcome_;
    if (status == "accepted")
        status = body.value("effective", "immediately") == "immediately" ? "applied" : "scheduled";
    if (status != "applied" && status != "scheduled" && status != "pending" && status != "declined")
        return Error{ErrorKind::conflict, outcome_, "billing says no"};
    orders_[id] = order_of(body, status);
    return http::created(orders_[id].dump());
}

Result<http::Response> FakeBilling::answer_read(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    const auto found = orders_.find(request.path_parameter("id"));
    if (found == orders_.end())
        return Error{ErrorKind::not_found, "order_not_found", "there is no such order"};
    return http::ok(found->second.dump());
}

Result<http::Response> FakeBilling::answer_undo(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    if (outcome_ != "accepted") return Error{ErrorKind::conflict, outcome_, "billing says no"};
    json& order = orders_.at(request.path_parameter("id"));
    order = order_of(order["body"], "undone");
    return http::ok(order.dump());
}

}  // namespace tenure::test
