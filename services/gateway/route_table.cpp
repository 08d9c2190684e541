#include "gateway/route_table.hpp"

namespace tenure::gateway {

namespace {

constexpr std::size_t one_mib = 1 << 20;

// The first row that fits counts: a longer prefix stands before one that is its beginning.
constexpr std::array rows = {
    RouteRow{"/v1/plans", Upstream::subscription, one_mib},
    RouteRow{"/v1/subscription/usage", Upstream::subscription, 10 * one_mib},
    RouteRow{"/v1/subscription", Upstream::subscription, one_mib},
    RouteRow{"/v1/access", Upstream::subscription, one_mib},
    RouteRow{"/v1/add-ons", Upstream::add_on, one_mib},
    RouteRow{"/v1/billing", Upstream::billing, one_mib},
    RouteRow{"/v1/test-clock", Upstream::billing, one_mib},
    RouteRow{"/v1/payment-methods", Upstream::payment_method, one_mib},
    RouteRow{"/v1/payments", Upstream::payment_method, one_mib},
    RouteRow{"/v1/operator/collections", Upstream::payment_method, one_mib},
    RouteRow{"/v1/operator/bank-reports", Upstream::payment_method, 10 * one_mib},
    RouteRow{"/v1/webhooks", Upstream::payment_method, 256 * 1024, true},
    RouteRow{"/v1/onboarding", Upstream::onboarding, one_mib},
    RouteRow{"/v1/operator/onboarding", Upstream::onboarding, one_mib},
    RouteRow{"/v1/wallet", Upstream::wallet, one_mib},
};

}  // namespace

std::string_view name_of(Upstream upstream) {
    switch (upstream) {
        case Upstream::subscription:
            return "subscription";
        case Upstream::add_on:
            return "add_on";
        case Upstream::billing:
            return "billing";
        case Upstream::payment_method:
            return "payment_method";
        case Upstream::onboarding:
            return "onboarding";
        case Upstream::wallet:
            return "wallet";
    }
    return "";
}

std::span<const RouteRow> route_table() {
    return rows;
}

const RouteRow* find_route(std::string_view path) {
    for (const RouteRow& row : rows) {
        if (!path.starts_with(row.prefix)) continue;
        if (path.size() == row.prefix.size() || path[row.prefix.size()] == '/') return &row;
    }
    return nullptr;
}

}  // namespace tenure::gateway
