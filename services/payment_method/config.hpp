#pragma once
// The service's own configuration.

#include <string>

#include "config/environment.hpp"
#include "payment_method/app/methods.hpp"

namespace tenure::payment_method {

/// TENURE_CATALOG_DIR (its card_ranges.csv is read), TENURE_DEFAULT_TIME_ZONE (Europe/Brussels),
/// TENURE_FINGERPRINT_KEY[_FILE], TENURE_ACCEPT_CARD_NUMBERS (true),
/// TENURE_ACCEPT_UNKNOWN_FUNDING (true).
struct Config {
    CardPolicy cards;
    std::string fingerprint_key;
};

/// Every problem is collected in the environment; the result is usable when there was none.
Config load(config::Environment& environment);

}  // namespace tenure::payment_method
