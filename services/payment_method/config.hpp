#pragma once
// The service's own configuration.

#include <chrono>
#include <string>

#include "config/environment.hpp"
#include "payment_method/app/methods.hpp"

namespace tenure::payment_method {

/// TENURE_CATALOG_DIR (its card_ranges.csv is read), TENURE_DEFAULT_TIME_ZONE (Europe/Brussels),
/// TENURE_FINGERPRINT_KEY[_FILE], TENURE_ACCEPT_CARD_NUMBERS (true),
/// TENURE_ACCEPT_UNKNOWN_FUNDING (true), TENURE_CREDITOR_IDENTIFIER, _NAME, _STREET, _POSTAL_CODE,
/// _CITY, _COUNTRY (an example), TENURE_DEBIT_NOTICE_DAYS (14), TENURE_SANDBOX_DEBIT_DELAY_S
/// (259200).
struct Config {
    MethodPolicy policy;
    std::string fingerprint_key;
    std::chrono::seconds sandbox_debit_delay{259200};
};

/// Every problem is collected in the environment; the result is usable when there was none.
Config load(config::Environment& environment);

}  // namespace tenure::payment_method
