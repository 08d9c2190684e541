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

VatPolicy vat_in(config::Environment& environment) {
    const auto registry = environment.optional("TENURE_VAT_REGISTRY");
    if (registry && *registry != "none")
        environment.reject("TENURE_VAT_REGISTRY", "must be none, or not set");
    VatPolicy policy;
    policy.without_registry = registry == "none";
    policy.one_stop_shop = environment.boolean("TENURE_VAT_OSS", false);
    return policy;
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
    config.sales.vat = vat_in(environment);
    config.sales.quote_validity =
        std::chrono::seconds(environment.integer("TENURE_QUOTE_VALIDITY_S", 1800, 1, 2'592'000));
    return config;
}

}  // namespace tenure::billing
