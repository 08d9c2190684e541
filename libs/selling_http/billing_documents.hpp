#pragma once
// Billing's orders and events as the library's types. What billing did not write in full is not
// believed: Error (bad_gateway) `malformed_json` or `unexpected_answer`.

#include <string_view>

#include "selling/licence.hpp"

namespace tenure::selling {

Result<OrderOutcome> parse_order(std::string_view text);

/// The data of one of billing's events; std::monostate for types that are nothing to sellers.
Result<News> parse_news(std::string_view type, std::string_view data);

/// The same with the invoice that it is about. The cursor's positions are the caller's to fill in.
Result<BillingEvent> parse_event(Caller by, const std::string& type, std::string_view data);

}  // namespace tenure::selling
