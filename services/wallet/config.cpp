#include "wallet/config.hpp"

#include <algorithm>

#include "domain/time_zone.hpp"
#include "wallet/clients/catalog_file.hpp"

namespace tenure::wallet {

namespace {

/// "10,5,1": credits, separated by commas.
Levels levels_in(config::Environment& environment) {
    const std::string name = "TENURE_WALLET_LOW_BALANCE_LEVELS";
    const std::string list = environment.string(name, "10,5,1");
    Levels levels;
    for (std::size_t begin = 0; begin <= list.size() && !list.empty();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        const Result<Credits> level = Credits::parse(list.substr(begin, end - begin));
        if (!level.ok()) {
            environment.reject(name, level.error().detail);
            return {};
        }
        levels.push_back(*level);
        begin = end + 1;
    }
    std::sort(levels.rbegin(), levels.rend());
    return levels;
}

}  // namespace

Config load(config::Environment& environment) {
    Config config;
    config.default_time_zone = environment.string("TENURE_DEFAULT_TIME_ZONE", "Europe/Brussels");
    if (const auto zone = TimeZone::find(config.default_time_zone); !zone.ok())
        environment.reject("TENURE_DEFAULT_TIME_ZONE", zone.error().detail);
    config.billing_url = environment.string("TENURE_BILLING_URL");
    config.payment_method_url = environment.string("TENURE_PAYMENT_METHOD_URL");
    config.recharges.cool_down = std::chrono::seconds(
        environment.integer("TENURE_WALLET_RECHARGE_COOL_DOWN_S", 300, 0, 86'400));
    config.verify_interval = std::chrono::seconds(
        environment.integer("TENURE_WALLET_VERIFY_INTERVAL_S", 3'600, 1, 86'400));
    config.low_balance_levels = levels_in(environment);
    const std::string directory = environment.string("TENURE_CATALOG_DIR");
    if (directory.empty()) return config;
    auto catalog = load_catalog(directory + "/wallet.json");
    if (catalog.ok())
        config.catalog = std::move(catalog).value();
    else
        environment.reject("TENURE_CATALOG_DIR", catalog.error().detail);
    return config;
}

}  // namespace tenure::wallet
