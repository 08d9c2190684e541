#pragma once
// Purchases, terms and days that the tests of billing's rules share.

#include "billing/domain/purchase.hpp"
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
             {"de", "Benutzer GROW"}}};
}

inline Purchase start(std::int64_t quantity, Cycle cycle = Cycle::quarterly) {
    return {
        "subscription", PurchaseKind::start, Start{cycle, "Europe/Brussels"}, {users(quantity)}};
}
inline Purchase add_users(std::int64_t quantity) {
    return {"subscription", PurchaseKind::add_users, {}, {users(quantity)}};
}

}  // namespace tenure::billing::examples
