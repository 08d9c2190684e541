#pragma once
// Reads the catalogue file of the wallet (deploy/catalog/wallet.json).

#include <string>

#include "wallet/domain/catalog.hpp"

namespace tenure::wallet {

/// Error `invalid_fields` or `malformed_json`.
Result<Catalog> parse_catalog(const std::string& text);
/// Error `catalog_invalid` (internal) that names every fault of the file.
Result<Catalog> load_catalog(const std::string& path);

}  // namespace tenure::wallet
