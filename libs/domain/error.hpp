#pragma once
// Expected failures as values. Exceptions are for bugs and broken infrastructure.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tenure {

/// What kind of failure it is; libs/http maps each kind to one HTTP status.
enum class ErrorKind {
    malformed,              // 400
    unauthenticated,        // 401
    payment_required,       // 402: payment declined, credits insufficient
    forbidden,              // 403
    not_found,              // 404
    method_not_allowed,     // 405
    request_timeout,        // 408: the client was too slow (gateway)
    not_acceptable,         // 406: no representation that Accept takes
    conflict,               // 409: the state forbids it
    precondition_failed,    // 412: If-Match
    too_large,              // 413
    unsupported_media,      // 415
    invalid,                // 422: fields
    precondition_required,  // 428
    too_many_requests,      // 429
    header_too_large,       // 431 (gateway)
    internal,               // 500
    bad_gateway,            // 502
    unavailable,            // 503
    timed_out,              // 504
};

/// One bad field of a request. `pointer` is an RFC 6901 JSON pointer, e.g. "/card/number".
struct FieldError {
    std::string pointer;
    std::string code;
    std::string detail;
    bool operator==(const FieldError&) const = default;
};

/// Extra member of a problem document, e.g. the deadline of a closed change window.
using ErrorMember = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

/// A failure that callers are expected to meet. `code` is stable and listed in errors.md.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string code;
    std::string detail;
    std::vector<FieldError> fields = {};
    std::vector<std::pair<std::string, ErrorMember>> members = {};
};

}  // namespace tenure
