#pragma once
// Bodies and results of packages, orders and the checklist.

#include <memory>
#include <string>

#include "http/message.hpp"
#include "onboarding/app/checklist_service.hpp"
#include "onboarding/app/order_service.hpp"

namespace tenure::onboarding {

/// {"package"}
Result<Package> parse_preview(const http::Request& request);
/// {"package", "quote_id"?}
Result<OrderCommand> parse_order(const http::Request& request);
/// Error `onboarding_order_not_found` for what cannot be an identifier.
Result<OrderId> parse_order_id(const http::Request& request);
/// {"done"}
Result<bool> parse_task(const http::Request& request);
/// An empty body, or an empty object.
Status parse_nothing(const http::Request& request);

std::string to_json(const Standing& standing, const Catalog& catalog, Timestamp now);
std::string to_json(const Preview& preview, Package package);
std::string to_json(const OrderView& view, Timestamp now);
std::string to_json(const OrderPage& page, Timestamp now);
std::string to_json(const Checklist& checklist, const Catalog& catalog);

std::unique_ptr<Documents> make_documents(const Catalog& catalog);

}  // namespace tenure::onboarding
