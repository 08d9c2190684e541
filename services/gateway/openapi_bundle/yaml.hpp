#pragma once
// YAML (core schema) as JSON; members keep their order.

#include <nlohmann/json.hpp>
#include <string>

namespace tenure::openapi {

using Json = nlohmann::ordered_json;

/// Throws std::runtime_error with file and line.
Json read_yaml(const std::string& path);

}  // namespace tenure::openapi
