#pragma once
// The history of an account, as every service that keeps one serves it.

#include "domain/audit.hpp"
#include "http/route.hpp"

namespace tenure::http {

/// The handler of a row `{Method::get, "/v1/.../history", allow::..., history(...)}`: a list of
/// {id, at, subject, roles, request_id, action, resource, old, new}, newest first.
Handler history(History& history);

}  // namespace tenure::http
