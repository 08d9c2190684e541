#pragma once
// The catalogue of plans from its file, deploy/catalog/plans.json.

#include <string>

#include "subscription/domain/catalog.hpp"

namespace tenure::subscription {

/// Error `catalog_invalid` says what is wrong and where.
Result<Catalog> load_catalog(const std::string& path);
Result<Catalog> parse_catalog(const std::string& text);

}  // namespace tenure::subscription
