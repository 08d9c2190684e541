#pragma once
// What the add-on service reads from its environment besides what every service reads.

#include <string>

#include "add_on/domain/catalog.hpp"
#include "config/environment.hpp"

namespace tenure::add_on {

struct Config {
    std::string billing_url;  ///< TENURE_BILLING_URL
    Catalog catalog;          ///< TENURE_CATALOG_DIR/add_ons.json
};

/// Problems are collected in the environment.
Config load(config::Environment& environment);

}  // namespace tenure::add_on
