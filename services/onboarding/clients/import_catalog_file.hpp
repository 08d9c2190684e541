#pragma once
// Reads deploy/catalog/imports.json.

#include <string>

#include "onboarding/domain/import_schema.hpp"

namespace tenure::onboarding {

/// Error `catalog_invalid` (internal) with every bad field.
Result<ImportCatalog> parse_import_catalog(const std::string& text);
Result<ImportCatalog> load_import_catalog(const std::string& path);

}  // namespace tenure::onboarding
