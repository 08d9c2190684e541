#pragma once
// What the onboarding service reads from its environment besides what every service reads.

#include <string>

#include "config/environment.hpp"
#include "onboarding/domain/catalog.hpp"

namespace tenure::onboarding {

struct Config {
    Catalog catalog;                ///< of TENURE_CATALOG_DIR
    std::string billing_url;        ///< TENURE_BILLING_URL
    std::string default_time_zone;  ///< of accounts whose term is not known
};

/// Problems are collected in the environment.
Config load(config::Environment& environment);

}  // namespace tenure::onboarding
