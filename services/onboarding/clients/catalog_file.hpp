#pragma once
// The catalogue of onboarding, a JSON file (deploy/catalog/onboarding.json).

#include <string>

#include "onboarding/domain/catalog.hpp"

namespace tenure::onboarding {

/// Errors name every bad field.
Result<Catalog> parse_catalog(const std::string& text);
/// Error `catalog_invalid`.
Result<Catalog> load_catalog(const std::string& path);

}  // namespace tenure::onboarding
