#pragma once
// The add-on's catalogue from its file, deploy/catalog/add_ons.json.

#include <string>

#include "add_on/domain/catalog.hpp"
#include "domain/result.hpp"

namespace tenure::add_on {

/// Error `catalog_invalid` says what is wrong and where.
Result<Catalog> load_catalog(const std::string& path);
Result<Catalog> parse_catalog(const std::string& text);

}  // namespace tenure::add_on
