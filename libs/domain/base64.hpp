#pragma once
// Base64 (RFC 4648), with the standard alphabet and padding or the URL alphabet without.

#include <optional>
#include <string>
#include <string_view>

namespace tenure {

std::string base64_encode(std::string_view bytes);
std::string base64url_encode(std::string_view bytes);
/// Nothing when the text is not the one canonical encoding of some bytes.
std::optional<std::string> base64_decode(std::string_view text);
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace tenure
