#pragma once
// The Idempotency-Key header: its two spellings, and what makes two requests the same. Internal to
// libs/http.

#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "http/message.hpp"

namespace tenure::http {

/// 1-255 visible ASCII characters, bare or as an RFC 8941 string (in quotes): both spellings are
/// the same key. Error (malformed): `idempotency_key_invalid`.
Result<std::string> parse_idempotency_key(std::string_view header);

/// SHA-256 of method, path and body, in hexadecimal. It is stored: hand in the body's keyed digest.
std::string fingerprint_of(Method method, std::string_view path, std::string_view body);

}  // namespace tenure::http
