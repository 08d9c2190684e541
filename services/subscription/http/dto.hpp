#pragma once
// Bodies of requests to commands, results to bodies: the only JSON of the routes.

#include <string>

#include "http/message.hpp"
#include "subscription/app/service.hpp"

namespace tenure::subscription {

/// {"plan", "users", "cycle", "time_zone"?}
Result<StartCommand> parse_start(const http::Request& request);
/// {"type": "add_users", "users"}
Result<AddUsersCommand> parse_preview(const http::Request& request);
/// {"type": "add_users", "users", "quote_id"?}
Result<AddUsersCommand> parse_change(const http::Request& request);
/// The change that the path names. Error `change_not_found` for what cannot be an identifier.
Result<ChangeId> parse_change_id(const http::Request& request);

std::string to_json(const Catalog& catalog);
std::string to_json(const Subscription& subscription, const Catalog& catalog);
std::string to_json(const Change& change);
std::string to_json(const ChangePage& page);

}  // namespace tenure::subscription
