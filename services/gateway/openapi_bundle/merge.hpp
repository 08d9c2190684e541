#pragma once
// Several OpenAPI descriptions as one: paths, tags and components put together, references between
// files turned into references within the one document.

#include <string>
#include <utility>
#include <vector>

#include "gateway/openapi_bundle/yaml.hpp"

namespace tenure::openapi {

/// Files by name. What is not put together (info, servers, security and its schemes) comes from
/// `common.yaml`. Throws std::runtime_error when two files say different things under one name, or
/// a reference leads nowhere.
Json merge(const std::vector<std::pair<std::string, Json>>& files);

}  // namespace tenure::openapi
