#pragma once
// Bodies of requests to commands (dto.cpp), results to bodies (dto_answers.cpp): the only JSON of
// the routes.

#include <memory>
#include <string>

#include "http/message.hpp"
#include "subscription/app/service.hpp"

namespace tenure::subscription {

/// {"plan", "users", "cycle", "time_zone"?, "trial"?}
Result<StartCommand> parse_start(const http::Request& request);
/// {"type": "add_users", "users"} | {"type": "remove_users", "users", "deactivate_last_added"?} |
/// {"type": "change_plan", "plan", "accept_loss"?}
Result<ChangeCommand> parse_preview(const http::Request& request);
/// As a preview, with "quote_id"?. Error `role_not_allowed` when the type is not for these roles.
Result<ChangeCommand> parse_change(const http::Request& request);
/// {"reason"?}; the body may be missing.
Result<CancelCommand> parse_cancellation(const http::Request& request);
/// {"users": [{"id", "added_at"}]}
Result<UsageReport> parse_usage(const http::Request& request);
/// The change that the path names. Error `change_not_found` for what cannot be an identifier.
Result<ChangeId> parse_change_id(const http::Request& request);
/// Plan and cancellation are for administrators. Error `role_not_allowed`.
Status check_role(const Caller& caller, const std::string& change_type);

std::unique_ptr<AuditWriter> make_audit_writer();

std::string to_json(const Catalog& catalog);
std::string to_json(const Overview& overview, const Catalog& catalog, Timestamp now);
std::string to_json(const Change& change, Timestamp now);
std::string to_json(const selling::ChangePage& page, Timestamp now);
std::string to_json(const Preview& preview);
std::string to_json(const Cancellation& cancellation, Timestamp now);
std::string to_json(const Usage& usage);
std::string to_json(const Access& access, Timestamp now);

}  // namespace tenure::subscription
