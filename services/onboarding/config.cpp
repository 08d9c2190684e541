#include "onboarding/config.hpp"

#include "domain/time_zone.hpp"
#include "onboarding/clients/catalog_file.hpp"

namespace tenure::onboarding {

Config load(config::Environment& environment) {
    Config config;
    config.billing_url = environment.string("TENURE_BILLING_URL");
    config.default_time_zone = environment.string("TENURE_DEFAULT_TIME_ZONE", "Europe/Brussels");
    if (const auto zone = TimeZone::find(config.default_time_zone); !zone.ok())
        environment.reject("TENURE_DEFAULT_TIME_ZONE", zone.error().detail);
    const std::string directory = environment.string("TENURE_CATALOG_DIR");
    if (directory.empty()) return config;
    auto catalog = load_catalog(directory + "/onboarding.json");
    if (catalog.ok())
        config.catalog = std::move(catalog).value();
    else
        environment.reject("TENURE_CATALOG_DIR", catalog.error().detail);
    return config;
}

}  // namespace tenure::onboarding
