#pragma once
// Purchases, terms and days that the tests of billing's rules share.

#include "billing/domain/items.hpp"
#include "domain/term.hpp"
#include "domain/time_zone.hpp"

namespace tenure::billing::examples {

inline Date day(const char* text) {
    return parse_date(text).value();
}
inline Timestamp at(const char* text) {
    return parse_timestamp(text).value();
}
inline TimeZone brussels() {
    return TimeZone::find("Europe/Brussels").value();
}
inline Money euros(std::int64_t minor) {
    return {minor, Currency::eur()};
}

inline Operation users(std::int64_t quantity, std::int64_t quarterly = 3000,
                       std::int64_t annual = 2500) {
    return {"plan_users",
            "plan.grow",
            quantity,
            {euros(quarterly), euros(annual)},
            {{"fr", "Utilisateur GROW"},
             {"nl", "Gebruiker GROW"},
             {"en", "GROW user"},
             {"de", "Benutzer GROW"}},
            Action::add,
            {},
            1};
}
inline Operation remove_users(std::int64_t quantity) {
    Operation operation;
    operation.action = Action::remove;
    operation.item = "plan_users";
    operation.quantity = quantity;
    return operation;
}
inline Operation switch_to(const char* product, std::int64_t quarterly, std::int64_t annual) {
    Operation operation = users(1, quarterly, annual);
    operation.action = Action::switch_;
    operation.product = product;
    operation.quantity = 0;
    operation.minimum.reset();
    return operation;
}
inline Operation clear(const char* item) {
    Operation operation;
    operation.action = Action::clear;
    operation.item = item;
    return operation;
}
inline Operation beyond(std::int64_t quantity) {
    Operation operation = users(quantity, 500, 400);
    operation.item = "beyond_users";
    operation.product = "customer_meeting.beyond";
    operation.limited_by = "plan_users";
    operation.minimum.reset();
    return operation;
}

inline Purchase start(std::int64_t quantity, Cycle cycle = Cycle::quarterly) {
    return {"subscription",
            PurchaseKind::start,
            Start{cycle, "Europe/Brussels", {}},
            {users(quantity)},
            Effect::immediately,
            {},
            false,
            {}};
}
inline Purchase change(std::vector<Operation> operations, Effect effect = Effect::immediately) {
    return {"subscription", PurchaseKind::change, {}, std::move(operations), effect, {}, false, {}};
}
inline Purchase add_users(std::int64_t quantity) {
    return change({users(quantity)});
}

/// An operation of an order whose identifier ends with `order`.
inline ItemChange in_force(Operation operation, Timestamp effective_at,
                           const std::string& order = "1") {
    return {std::move(operation), effective_at, ChangeId("chg_" + order), 1};
}

}  // namespace tenure::billing::examples
