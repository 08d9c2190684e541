#pragma once
// Fetches the identity provider's key set over http or https.

#include <chrono>
#include <string>

#include "domain/result.hpp"
#include "gateway/wire/url.hpp"

namespace tenure::gateway {

/// Blocks, at most for `limit`. Takes 200 only, at most 1 MiB, follows no redirect; https is
/// checked against the system's certificates. Error `key_set_unreachable` (bad_gateway) says why.
Result<std::string> fetch_key_set(const Url& url, std::chrono::milliseconds limit);

}  // namespace tenure::gateway
