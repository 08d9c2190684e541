#pragma once
// Parses JSON and refuses what nlohmann would take: deep nesting, duplicate members, NUL in texts.
// Used by json/*.cpp only.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

namespace tenure::json {

/// The document, or why it is refused (a sentence for the client; never a part of the document).
std::variant<nlohmann::json, std::string> parse_strictly(std::string_view text);

}  // namespace tenure::json
