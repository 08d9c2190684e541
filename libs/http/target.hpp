#pragma once
// A request's target taken apart and percent-decoded. Internal to libs/http.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace tenure::http {

struct Target {
    std::string path;                               ///< decoded
    std::vector<std::string> segments;              ///< decoded; "/v1/plans" has two
    std::multimap<std::string, std::string> query;  ///< decoded
};

/// `text` is "/path?query" as sent. Segments are split before they are decoded, so "%2F" never
/// makes another segment. Error (malformed) `malformed_request`: no leading "/", bytes that must be
/// encoded, a broken %-escape, decoded text that is not UTF-8 or holds control characters.
Result<Target> parse_target(std::string_view text);

}  // namespace tenure::http
