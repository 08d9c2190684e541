#pragma once
// Bodies of the billing cycle and its changes.

#include <optional>
#include <string>

#include "billing/app/account_service.hpp"
#include "billing/app/cycle_changes.hpp"
#include "http/message.hpp"

namespace tenure::billing {

struct CycleRequest {
    Cycle cycle = Cycle::quarterly;
    std::optional<QuoteId> quote;
};

/// {"cycle"}
Result<CycleRequest> parse_cycle_preview(const http::Request& request);
/// {"cycle", "quote_id"?}
Result<CycleRequest> parse_cycle_change(const http::Request& request);
/// The change that the path names. Error `change_not_found` for what cannot be an identifier.
Result<ChangeId> parse_change_id(const http::Request& request);

std::string to_json(const CycleView& cycle);
/// The change of the cycle that an order is.
std::string cycle_change_json(const Order& order);
std::string to_json(const OrderPage& changes);

}  // namespace tenure::billing
