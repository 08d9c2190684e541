#pragma once
// Errors as RFC 9457 problem documents, in the client's language.

#include <string>
#include <string_view>

#include "domain/error.hpp"
#include "http/message.hpp"

namespace tenure::http {

/// The HTTP status of a kind of error (the one switch that decides it).
int status_of(ErrorKind kind);

/// application/problem+json: type, title (by Accept-Language: fr, nl, en, de; else en), status,
/// detail, code, request_id, errors, and the error's own members. Its members
/// `retry_after` (seconds) and `allow` (methods) become the headers `Retry-After` and `Allow`
/// instead: 405 must carry `allow`; 429 and 503 that say nothing get `Retry-After: 1`.
Response problem(const Error& error, std::string_view request_id,
                 std::string_view accept_language = {});

/// The best of fr, nl, en, de for an Accept-Language header (RFC 4647 lookup); "en" by default.
std::string language_of(std::string_view accept_language);

}  // namespace tenure::http
