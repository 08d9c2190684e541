#pragma once
// Purchases and calls for the tests of changes, cancellations, trials and cycles.

#include "integration/billing/fixture.hpp"
#include "testkit/at_once.hpp"

namespace tenure::test {

inline Timestamp instant(const char* text) {
    return parse_timestamp(text).value();
}
// The fixture's term runs from 23 November 2026 to 23 February 2027, in Brussels.
inline const Timestamp renewal = instant("2027-02-22T23:00:00Z");
inline const Timestamp window_closed = instant("2027-02-08T23:00:00Z");

inline json operation(const std::string& action, const std::string& item, std::int64_t quantity) {
    return {{"action", action}, {"item", item}, {"quantity", quantity}};
}
inline json switch_plan(const std::string& product, std::int64_t quarterly, std::int64_t annual) {
    json switched = purchase_of("change", 1)["operations"][0];
    switched.erase("quantity");
    switched.erase("minimum");
    switched["action"] = "switch";
    switched["product"] = product;
    switched["prices"] = {{"quarterly", money(quarterly)}, {"annual", money(annual)}};
    return switched;
}
inline json beyond(std::int64_t quantity) {
    json added = purchase_of("change", quantity)["operations"][0];
    added.erase("minimum");
    added["item"] = "beyond_users";
    added["product"] = "customer_meeting.beyond";
    added["prices"] = {{"quarterly", money(500)}, {"annual", money(400)}};
    added["limited_by"] = "plan_users";
    return added;
}
inline json change_of(const json& operation, const std::string& effective = "immediately") {
    return {{"seller", "subscription"},
            {"kind", "change"},
            {"effective", effective},
            {"operations", {operation}}};
}
inline json fewer_users(std::int64_t users) {
    return change_of(operation("remove", "plan_users", users), "at_renewal");
}
inline json cancellation() {
    return {{"seller", "subscription"}, {"kind", "end"}};
}
inline json trial(std::int64_t users, int days = 14) {
    json purchase = purchase_of("start", users);
    purchase["start"]["trial_days"] = days;
    return purchase;
}

using testkit::at_once;

struct LifecycleFixture : BillingFixture {
    using BillingFixture::BillingFixture;

    const std::string cycle_changes = "/v1/billing/cycle/changes";

    testkit::Answer place(const json& purchase, Timestamp at = now,
                          const std::string& quote_id = {}) const {
        return order(purchase, new_order(), quote_id, "acc_one", at);
    }
    testkit::Answer undo(const std::string& id, Timestamp at = now) const {
        return service.call(seller("acc_one", at), "DELETE", "/internal/v1/orders/" + id);
    }
    testkit::Answer order_at(const std::string& id, Timestamp at) const {
        return service.call(seller("acc_one", at), "GET", "/internal/v1/orders/" + id);
    }
    testkit::Answer change_cycle(const json& body, Timestamp at = now,
                                 const std::string& key = {}) const {
        testkit::Headers headers;
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        return service.call(owner("acc_one", at), "POST", cycle_changes, body.dump(), headers);
    }
    testkit::Answer undo_cycle(const std::string& id, Timestamp at = now) const {
        return service.call(owner("acc_one", at), "DELETE", cycle_changes + "/" + id);
    }
    json next_invoice(Timestamp at = now) const {
        return get("/v1/billing/next-invoice", "acc_one", at).json();
    }
    std::string count(const std::string& event) const {
        return query("select count(*) from event where type = '" + event + "'").at(0);
    }
    static int with_status(const std::vector<testkit::Answer>& answers, int status) {
        int found = 0;
        for (const auto& answer : answers) found += answer.status == status;
        return found;
    }
};

}  // namespace tenure::test
