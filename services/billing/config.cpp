#include "billing/config.hpp"

namespace tenure::billing {

namespace {

/// The demo's company does not exist: its number has valid check digits and no owner.
Seller seller_in(config::Environment& environment) {
    Seller seller;
    seller.name = environment.string("TENURE_SELLER_NAME", "Tenure Demo SA");
    seller.address.line1 = environment.string("TENURE_SELLER_LINE1", "Rue de l'Exemple 1");
    seller.address.line2 = environment.optional("TENURE_SELLER_LINE2");
    seller.address.postal_code = environment.string("TENURE_SELLER_POSTAL_CODE", "1000");
    seller.address.city = environment.string("TENURE_SELLER_CITY", "Bruxelles");
    seller.address.country = environment.string("TENURE_SELLER_COUNTRY", "BE");
    if (seller.address.country != "BE")
        environment.reject("TENURE_SELLER_COUNTRY",
                           "only BE: the VAT rules are a Belgian seller's");
    seller.vat_number = environment.string("TENURE_SELLER_VAT_NUMBER", "BE0123456749");
    const Result<VatNumber> number = VatNumber::parse(seller.vat_number);
    if (!number.ok())
        environment.reject("TENURE_SELLER_VAT_NUMBER", number.error().detail);
    else if (number->country() != "BE")
        environment.reject("TENURE_SELLER_VAT_NUMBER", "not a Belgian number");
    else
        seller.vat_number = number->str();
    seller.trade_register = environment.string("TENURE_SELLER_TRADE_REGISTER", "RPM Bruxelles");
    seller.iban = environment.optional("TENURE_SELLER_IBAN");
    return seller;
}

constexpr const char* commissions_vies = "https://ec.europa.eu/taxation_customs/vies/rest-api";

ViesOptions vies_in(config::Environment& environment, const std::string& requester) {
    ViesOptions vies;
    vies.url = environment.string("TENURE_VIES_URL", commissions_vies);
    if (!vies.url.starts_with("https://") && !vies.url.starts_with("http://"))
        environment.reject("TENURE_VIES_URL", "begins with https:// or http://");
    while (vies.url.ends_with('/')) vies.url.pop_back();
    vies.requester = requester;
    vies.timeout = std::chrono::milliseconds(
        environment.integer("TENURE_VIES_TIMEOUT_MS", 20'000, 10, 120'000));
    return vies;
}

void read_vat(config::Environment& environment, Config& config) {
    VatPolicy& policy = config.sales.vat;
    const auto registry = environment.optional("TENURE_VAT_REGISTRY");
    if (registry && *registry != "none" && *registry != "vies")
        environment.reject("TENURE_VAT_REGISTRY", "must be vies or none, or not set");
    policy.without_registry = registry == "none";
    policy.one_stop_shop = environment.boolean("TENURE_VAT_OSS", false);
    if (registry == "vies") config.vies = vies_in(environment, config.sales.seller.vat_number);
    config.vat_checks.recheck =
        std::chrono::days(environment.integer("TENURE_VAT_RECHECK_DAYS", 90, 1, 3650));
    config.vat_checks.retry =
        std::chrono::seconds(environment.integer("TENURE_VAT_RETRY_S", 60, 1, 21'600));
}

}  // namespace

Config load(config::Environment& environment) {
    Config config;
    config.payment_method_url = environment.string("TENURE_PAYMENT_METHOD_URL");
    config.sales.seller = seller_in(environment);
    config.sales.seller_time_zone =
        environment.string("TENURE_SELLER_TIME_ZONE", "Europe/Brussels");
    if (const auto zone = TimeZone::find(config.sales.seller_time_zone); !zone.ok())
        environment.reject("TENURE_SELLER_TIME_ZONE", zone.error().detail);
    read_vat(environment, config);
    config.sales.quote_validity =
        std::chrono::seconds(environment.integer("TENURE_QUOTE_VALIDITY_S", 1800, 1, 2'592'000));
    return config;
}

}  // namespace tenure::billing
