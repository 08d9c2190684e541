#pragma once
// What the wallet reads from its environment besides what every service reads.

#include <chrono>
#include <string>

#include "config/environment.hpp"
#include "wallet/app/spending.hpp"
#include "wallet/domain/catalog.hpp"
#include "wallet/domain/recharge.hpp"

namespace tenure::wallet {

struct Config {
    Catalog catalog;
    std::string default_time_zone;               ///< of accounts whose first term is not known yet
    std::chrono::seconds verify_interval{3600};  ///< between two checks of the whole ledger
    std::string billing_url;                     ///< TENURE_BILLING_URL
    std::string payment_method_url;              ///< TENURE_PAYMENT_METHOD_URL
    RechargePolicy recharges;
    Levels low_balance_levels;  ///< balances at which an event tells so
};

Config load(config::Environment& environment);

}  // namespace tenure::wallet
