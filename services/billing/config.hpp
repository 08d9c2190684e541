#pragma once
// What billing reads from its environment besides what every service reads (README.md lists it).

#include <optional>
#include <set>
#include <string>

#include "billing/app/order_service.hpp"
#include "billing/clients/vies_registry.hpp"
#include "billing/domain/dunning.hpp"
#include "billing/store/vat_checks.hpp"
#include "config/environment.hpp"

namespace tenure::billing {

struct Config {
    std::string payment_method_url;   ///< TENURE_PAYMENT_METHOD_URL
    std::optional<ViesOptions> vies;  ///< TENURE_VAT_REGISTRY=vies, TENURE_VIES_...
    VatCheckTimes vat_checks;         ///< TENURE_VAT_RECHECK_DAYS, TENURE_VAT_RETRY_S
    SalesSettings sales;              ///< TENURE_SELLER_..., TENURE_VAT_REGISTRY, TENURE_QUOTE_...
    DunningPolicy dunning;            ///< TENURE_DUNNING_...
    int renewal_batch = 500;          ///< TENURE_RENEWAL_BATCH
    int collectors = 4;               ///< TENURE_COLLECTORS
    bool test_clocks = false;         ///< TENURE_TEST_CLOCKS
    std::set<std::string> workers;    ///< TENURE_BILLING_WORKERS; empty: all

    /// Whether a worker runs in this process. Throws std::logic_error on a name that the
    /// configuration does not know.
    bool runs(const std::string& worker) const;
};

/// Problems are collected in the environment.
Config load(config::Environment& environment);

}  // namespace tenure::billing
