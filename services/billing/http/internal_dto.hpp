#pragma once
// What the services above send and read (proto-docs/internal.md, billing).

#include <memory>
#include <string>

#include "billing/app/order_service.hpp"
#include "http/message.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

/// A purchase.
Result<Purchase> parse_purchase(const http::Request& request);
/// A purchase with "order_id" and perhaps "quote_id".
Result<OrderCommand> parse_order(const http::Request& request);
/// The order that the path names. Error `order_not_found` for what cannot be an identifier.
Result<ChangeId> parse_order_id(const http::Request& request);

/// A quote with the lines that are due at once.
json::Object quote_json(const Quote& quote, const Priced& priced);
std::string to_json(const QuotedPrice& quoted);
std::string to_json(const Order& order);

std::unique_ptr<EventWriter> make_event_writer();

}  // namespace tenure::billing
