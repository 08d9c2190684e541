#pragma once
// Bodies of requests to commands, results to bodies: the only JSON of the routes.

#include <memory>
#include <string>

#include "add_on/app/rights_service.hpp"
#include "add_on/app/service.hpp"
#include "http/message.hpp"

namespace tenure::add_on {

/// {"type": "switch_package", "package", "users"?} | {"type": "add_users" | "remove_users",
/// "users"} | {"type": "start_trial", "convert_to_users"?}
Result<ChangeCommand> parse_preview(const http::Request& request);
/// The same, with "quote_id"?
Result<ChangeCommand> parse_change(const http::Request& request);
/// The change that the path names. Error `change_not_found` for what cannot be an identifier.
Result<ChangeId> parse_change_id(const http::Request& request);
/// The user that the path names. Error `invalid_fields` at /user_id.
Result<std::string> parse_user_id(const http::Request& request);
/// Naming a user takes no fields: an empty body or {}.
Status parse_naming(const http::Request& request);

std::string to_json(const Catalog& catalog);
std::string to_json(const AddOn& add_on, const Catalog& catalog, Timestamp now);
std::string to_json(const Preview& preview, Timestamp now);
std::string to_json(const Change& change, Timestamp now);
std::string to_json(const selling::ChangePage& page, Timestamp now);
std::string to_json(const UserRight& right);
std::string to_json(const NamedUsers& users);

std::unique_ptr<AuditWriter> make_audit_writer();

}  // namespace tenure::add_on
