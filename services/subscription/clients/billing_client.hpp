#pragma once
// Billing over HTTP (proto-docs/internal.md).

#include <memory>
#include <string>
#include <string_view>

#include "http/client.hpp"
#include "subscription/app/ports.hpp"

namespace tenure::subscription {

std::unique_ptr<Billing> make_billing_client(http::Client& client);

/// An order as billing writes it. Error (bad_gateway) `malformed_json` or `unexpected_answer`.
Result<Order> parse_order(std::string_view text);
/// The order within an event's data, and its id.
struct OrderEvent {
    ChangeId id;
    Order order;
};
Result<OrderEvent> parse_order_event(std::string_view data);

}  // namespace tenure::subscription
