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

DunningPolicy dunning_in(config::Environment& environment) {
    const auto days = [&](const char* name, std::chrono::days fallback, int max) {
        return std::chrono::days(environment.integer(name, fallback.count(), 1, max));
    };
    DunningPolicy policy;
    policy.grace = days("TENURE_DUNNING_GRACE_DAYS", policy.grace, 365);
    policy.card_retry = days("TENURE_DUNNING_CARD_RETRY_DAYS", policy.card_retry, 365);
    policy.debit_retry = days("TENURE_DUNNING_DEBIT_RETRY_DAYS", policy.debit_retry, 365);
    policy.debit_reminder = days("TENURE_DUNNING_DEBIT_REMINDER_DAYS", policy.debit_reminder, 365);
    policy.debit_collections = static_cast<int>(
        environment.integer("TENURE_DUNNING_DEBIT_COLLECTIONS", policy.debit_collections, 1, 10));
    return policy;
}

bool test_clocks_in(config::Environment& environment) {
    const std::string value = environment.string("TENURE_TEST_CLOCKS", "off");
    if (value != "on" && value != "off")
        environment.reject("TENURE_TEST_CLOCKS", "must be on or off");
    return value == "on";
}

const std::set<std::string> worker_names{"orders",  "events",     "renewals", "trials",
                                         "states",  "notices",    "dunning",  "collections",
                                         "refunds", "vat_numbers"};

/// "renewals,collections": which workers run in this process.
std::set<std::string> workers_in(config::Environment& environment) {
    std::set<std::string> workers;
    std::string rest = environment.optional("TENURE_BILLING_WORKERS").value_or("");
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string name = rest.substr(0, comma);
        if (!worker_names.contains(name))
            environment.reject("TENURE_BILLING_WORKERS", "there is no worker " + name);
        workers.insert(name);
        rest.erase(0, comma + 1);
    }
    return workers;
}

}  // namespace

bool Config::runs(const std::string& worker) const {
    if (!worker_names.contains(worker)) throw std::logic_error("no name of a worker: " + worker);
    return workers.empty() || workers.contains(worker);
}

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
    config.dunning = dunning_in(environment);
    config.renewal_batch =
        static_cast<int>(environment.integer("TENURE_RENEWAL_BATCH", 500, 1, 5000));
    config.collectors = static_cast<int>(environment.integer("TENURE_COLLECTORS", 4, 1, 32));
    config.test_clocks = test_clocks_in(environment);
    config.workers = workers_in(environment);
    return config;
}

}  // namespace tenure::billing
