#pragma once
// What the subscription service reads from its environment besides what every service reads.

#include <string>

#include "config/environment.hpp"
#include "subscription/domain/catalog.hpp"

namespace tenure::subscription {

struct Config {
    std::string billing_url;        ///< TENURE_BILLING_URL
    std::string default_time_zone;  ///< TENURE_DEFAULT_TIME_ZONE, for accounts that name none
    Catalog catalog;                ///< TENURE_CATALOG_DIR/plans.json
};

/// Problems are collected in the environment.
Config load(config::Environment& environment);

}  // namespace tenure::subscription
