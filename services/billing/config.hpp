#pragma once
// What billing reads from its environment besides what every service reads (README.md lists it).

#include <string>

#include "billing/app/order_service.hpp"
#include "config/environment.hpp"

namespace tenure::billing {

struct Config {
    std::string payment_method_url;  ///< TENURE_PAYMENT_METHOD_URL
    SalesSettings sales;             ///< TENURE_SELLER_..., TENURE_VAT_REGISTRY, TENURE_QUOTE_...
};

/// Problems are collected in the environment.
Config load(config::Environment& environment);

}  // namespace tenure::billing
