#pragma once
// Which service answers which part of the API. A new resource is a row in route_table.cpp, and the
// only change that the gateway needs.

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace tenure::gateway {

enum class Upstream { subscription, add_on, billing, payment_method, onboarding, wallet };

inline constexpr std::array all_upstreams = {
    Upstream::subscription,   Upstream::add_on,     Upstream::billing,
    Upstream::payment_method, Upstream::onboarding, Upstream::wallet,
};

/// "payment_method": in metrics, logs and, in capitals, in the names of variables.
std::string_view name_of(Upstream upstream);

struct RouteRow {
    std::string_view prefix;  ///< whole segments; also the metrics' route label
    Upstream upstream;
    std::size_t max_body;  ///< in bytes, what the service takes
    /// Asked without a token: the sender signs the body, and the service checks that.
    bool signed_body = false;
};

std::span<const RouteRow> route_table();

/// The row whose prefix is the path's beginning, in whole segments ("/v1/plans" does not cover
/// "/v1/plansx"); nullptr when no service answers this path.
const RouteRow* find_route(std::string_view path);

}  // namespace tenure::gateway
