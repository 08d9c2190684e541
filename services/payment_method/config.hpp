#pragma once
// The service's own configuration.

#include <optional>
#include <string>

#include "config/environment.hpp"
#include "payment_method/app/methods.hpp"
#include "payment_method/clients/bank_files.hpp"
#include "payment_method/clients/sandbox_provider.hpp"
#include "payment_method/clients/stripe_api.hpp"

namespace tenure::payment_method {

/// The service reads TENURE_CATALOG_DIR (its card_ranges.csv is read), TENURE_DEFAULT_TIME_ZONE
/// (Europe/Brussels), TENURE_FINGERPRINT_KEY[_FILE], TENURE_ACCEPT_CARD_NUMBERS (true),
/// TENURE_ACCEPT_UNKNOWN_FUNDING (true), TENURE_CREDITOR_IDENTIFIER, _NAME, _STREET, _POSTAL_CODE,
/// _CITY, _COUNTRY (an example), TENURE_DEBIT_NOTICE_DAYS (14), TENURE_SANDBOX_DEBIT_DELAY_S
/// (259200), TENURE_SANDBOX_ACTION_URL, TENURE_SANDBOX_WEBHOOK_SECRET[_FILE], TENURE_CARD_PROVIDER
/// and TENURE_DEBIT_PROVIDER (sandbox).
///
/// Direct debit through the bank is configured by TENURE_COLLECTIONS_DIR, and then takes
/// TENURE_IBAN_KEY[_FILE], TENURE_CREDITOR_IBAN, TENURE_CREDITOR_BIC (none),
/// TENURE_PAIN008_VERSION (08), TENURE_COLLECTIONS_LEAD_DAYS (5).
///
/// Stripe is configured by TENURE_STRIPE_KEY[_FILE], and then takes
/// TENURE_STRIPE_WEBHOOK_SECRET[_FILE], TENURE_STRIPE_RETURN_URL (needed for cards),
/// TENURE_STRIPE_DEBIT_EMAIL (needed for direct debits), TENURE_STRIPE_TIMEOUT_MS (20000),
/// TENURE_STRIPE_URL (Stripe's; http only on this machine).
struct SepaConfig {
    std::string iban_key;
    BankFilesOptions files;
    int lead_days = 5;
};

struct Config {
    MethodPolicy policy;
    TimeZone default_zone;  ///< the banks', and of accounts whose own is not known yet
    std::string fingerprint_key;
    SandboxOptions sandbox;
    std::string card_provider;       ///< that new cards go to
    std::string debit_provider;      ///< that new bank accounts go to
    std::optional<SepaConfig> sepa;  ///< direct debit through the bank, when configured
    std::optional<StripeOptions> stripe;
};

/// Every problem is collected in the environment; the result is usable when there was none.
Config load(config::Environment& environment);

}  // namespace tenure::payment_method
