#include "payment_method/config.hpp"

#include <algorithm>
#include <vector>

#include "payment_method/clients/card_ranges_file.hpp"

namespace tenure::payment_method {

namespace {

constexpr std::size_t shortest_key = 32;

TimeZone time_zone_in(config::Environment& environment) {
    const std::string name = environment.string("TENURE_DEFAULT_TIME_ZONE", "Europe/Brussels");
    const Result<TimeZone> zone = TimeZone::find(name);
    if (zone.ok()) return *zone;
    environment.reject("TENURE_DEFAULT_TIME_ZONE", zone.error().detail);
    return TimeZone::find("UTC").value();
}

CardRanges card_ranges_in(config::Environment& environment) {
    const std::string folder = environment.string("TENURE_CATALOG_DIR");
    if (folder.empty()) return {};
    const Result<CardRanges> ranges = load_card_ranges(folder + "/card_ranges.csv");
    if (ranges.ok()) return *ranges;
    environment.reject("TENURE_CATALOG_DIR", ranges.error().detail);
    return {};
}

// The seller's enterprise number of billing's example, with the check digits of a creditor.
constexpr const char* example_identifier = "BE81ZZZ0123456749";

CreditorIdentifier creditor_identifier_in(config::Environment& environment) {
    const std::string text = environment.string("TENURE_CREDITOR_IDENTIFIER", example_identifier);
    const Result<CreditorIdentifier> identifier = CreditorIdentifier::parse(text);
    if (identifier.ok()) return *identifier;
    environment.reject("TENURE_CREDITOR_IDENTIFIER", identifier.error().detail);
    return CreditorIdentifier::parse(example_identifier).value();
}

Creditor creditor_in(config::Environment& environment) {
    return {creditor_identifier_in(environment),
            environment.string("TENURE_CREDITOR_NAME", "Tenure Demo SA"),
            environment.string("TENURE_CREDITOR_STREET", "Rue de l'Exemple 1"),
            environment.string("TENURE_CREDITOR_POSTAL_CODE", "1000"),
            environment.string("TENURE_CREDITOR_CITY", "Bruxelles"),
            environment.string("TENURE_CREDITOR_COUNTRY", "BE"),
            static_cast<int>(environment.integer("TENURE_DEBIT_NOTICE_DAYS", 14, 1, 60))};
}

SandboxOptions sandbox_in(config::Environment& environment) {
    SandboxOptions options;
    options.debit_delay = std::chrono::seconds(environment.integer(
        "TENURE_SANDBOX_DEBIT_DELAY_S", options.debit_delay.count(), 1, 30 * 86400));
    options.action_url = environment.string("TENURE_SANDBOX_ACTION_URL", options.action_url);
    options.webhook_secret =
        environment.string("TENURE_SANDBOX_WEBHOOK_SECRET", options.webhook_secret);
    return options;
}

std::string provider_in(config::Environment& environment, const std::string& name,
                        const std::vector<std::string>& known) {
    std::string provider = environment.string(name, "sandbox");
    if (std::find(known.begin(), known.end(), provider) == known.end())
        environment.reject(name, "no such payment provider");
    return provider;
}

Iban creditor_iban_in(config::Environment& environment) {
    const Result<Iban> iban = Iban::parse(environment.string("TENURE_CREDITOR_IBAN"));
    if (iban.ok()) return *iban;
    environment.reject("TENURE_CREDITOR_IBAN", iban.error().detail);
    return Iban::parse("BE68539007547034").value();
}

std::optional<std::string> creditor_bic_in(config::Environment& environment) {
    const auto text = environment.optional("TENURE_CREDITOR_BIC");
    if (!text) return std::nullopt;
    const Result<Bic> bic = Bic::parse(*text);
    if (!bic.ok()) environment.reject("TENURE_CREDITOR_BIC", bic.error().detail);
    return bic.ok() ? std::optional(bic->str()) : std::nullopt;
}

Pain008Version version_in(config::Environment& environment) {
    const std::string version = environment.string("TENURE_PAIN008_VERSION", "08");
    if (version != "02" && version != "08")
        environment.reject("TENURE_PAIN008_VERSION", "02 or 08");
    return version == "02" ? Pain008Version::v02 : Pain008Version::v08;
}

std::optional<SepaConfig> sepa_in(config::Environment& environment, const Creditor& creditor) {
    const auto folder = environment.optional("TENURE_COLLECTIONS_DIR");
    if (!folder) return std::nullopt;
    return SepaConfig{
        environment.secret("TENURE_IBAN_KEY", shortest_key),
        {*folder,
         version_in(environment),
         {creditor, creditor_iban_in(environment), creditor_bic_in(environment)}},
        static_cast<int>(environment.integer("TENURE_COLLECTIONS_LEAD_DAYS", 5, 1, 14))};
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const std::string& beginning) { return text.starts_with(beginning); });
}

std::string stripe_url_in(config::Environment& environment, const std::string& fallback) {
    std::string url = environment.string("TENURE_STRIPE_URL", fallback);
    if (!starts_with_any(url, {"https://", "http://127.0.0.1:", "http://localhost:"}))
        environment.reject("TENURE_STRIPE_URL", "must begin with https://");
    if (url.ends_with('/')) environment.reject("TENURE_STRIPE_URL", "must not end with /");
    return url;
}

std::optional<StripeOptions> stripe_in(config::Environment& environment) {
    if (!environment.optional("TENURE_STRIPE_KEY")) return std::nullopt;
    StripeOptions options;
    options.key = environment.secret("TENURE_STRIPE_KEY", 16);
    if (!starts_with_any(options.key, {"sk_", "rk_"}))
        environment.reject("TENURE_STRIPE_KEY", "is no secret or restricted key of Stripe");
    if (options.key.find_first_of(" \t\r\n") != std::string::npos)
        environment.reject("TENURE_STRIPE_KEY", "has spaces or line breaks");
    options.webhook_secret = environment.secret("TENURE_STRIPE_WEBHOOK_SECRET", 16);
    if (!options.webhook_secret.starts_with("whsec_"))
        environment.reject("TENURE_STRIPE_WEBHOOK_SECRET", "is no webhook secret of Stripe");
    options.url = stripe_url_in(environment, options.url);
    options.return_url = environment.string("TENURE_STRIPE_RETURN_URL", "");
    options.debit_email = environment.string("TENURE_STRIPE_DEBIT_EMAIL", "");
    options.timeout = std::chrono::milliseconds(
        environment.integer("TENURE_STRIPE_TIMEOUT_MS", options.timeout.count(), 100, 80'000));
    return options;
}

/// What only those need who send cards, or bank accounts, to Stripe.
void check_stripe(config::Environment& environment, const Config& config) {
    if (!config.stripe) return;
    const bool cards = config.card_provider == "stripe";
    if (cards && config.stripe->return_url.empty())
        environment.reject("TENURE_STRIPE_RETURN_URL", "is required for cards");
    if (cards && config.policy.accept_card_numbers)
        environment.reject("TENURE_ACCEPT_CARD_NUMBERS", "must be false: Stripe takes tokens only");
    if (config.debit_provider == "stripe" && config.stripe->debit_email.empty())
        environment.reject("TENURE_STRIPE_DEBIT_EMAIL", "is required for direct debits");
}

}  // namespace

Config load(config::Environment& environment) {
    const Creditor creditor = creditor_in(environment);
    std::optional<SepaConfig> sepa = sepa_in(environment, creditor);
    std::optional<StripeOptions> stripe = stripe_in(environment);
    std::vector<std::string> card_providers{"sandbox"};
    if (stripe) card_providers.emplace_back("stripe");
    std::vector<std::string> debit_providers = card_providers;
    if (sepa) debit_providers.emplace_back("sepa_xml");
    const std::string cards = provider_in(environment, "TENURE_CARD_PROVIDER", card_providers);
    Config config{{card_ranges_in(environment),
                   environment.boolean("TENURE_ACCEPT_CARD_NUMBERS", cards != "stripe"),
                   environment.boolean("TENURE_ACCEPT_UNKNOWN_FUNDING", true), creditor},
                  time_zone_in(environment),
                  environment.secret("TENURE_FINGERPRINT_KEY", shortest_key),
                  sandbox_in(environment),
                  cards,
                  provider_in(environment, "TENURE_DEBIT_PROVIDER", debit_providers),
                  std::move(sepa),
                  std::move(stripe)};
    check_stripe(environment, config);
    return config;
}

}  // namespace tenure::payment_method
