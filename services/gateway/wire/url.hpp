#pragma once
// Absolute http and https URLs of configuration: upstreams and the identity provider's key set.

#include <optional>
#include <string>
#include <string_view>

namespace tenure::gateway {

struct Url {
    bool tls = false;
    std::string host;
    std::string port;
    std::string target;  ///< path and query, "/" at least
};

/// Nothing when it is not http(s)://host[:port][/path], also with user information or a fragment.
std::optional<Url> parse_url(std::string_view text);

}  // namespace tenure::gateway
