#pragma once
// What an order in billing's events means for plan users and the subscription's end.

#include <optional>
#include <string_view>

#include "add_on/domain/plan.hpp"
#include "domain/result.hpp"

namespace tenure::add_on {

/// Nothing when the event is not about an order. Error (bad_gateway) `malformed_json` or
/// `unexpected_answer`.
Result<std::optional<PlanOrder>> parse_plan_order(std::string_view type, std::string_view data);

}  // namespace tenure::add_on
