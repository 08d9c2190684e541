#include "add_on/config.hpp"

#include "add_on/clients/catalog_file.hpp"

namespace tenure::add_on {

Config load(config::Environment& environment) {
    Config config;
    config.billing_url = environment.string("TENURE_BILLING_URL");
    const std::string directory = environment.string("TENURE_CATALOG_DIR");
    if (directory.empty()) return config;
    auto catalog = load_catalog(directory + "/add_ons.json");
    if (catalog.ok())
        config.catalog = std::move(catalog).value();
    else
        environment.reject("TENURE_CATALOG_DIR", catalog.error().detail);
    return config;
}

}  // namespace tenure::add_on
