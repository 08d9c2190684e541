#include "payment_method/config.hpp"

#include "payment_method/clients/card_ranges_file.hpp"

namespace tenure::payment_method {

namespace {

constexpr std::size_t shortest_key = 32;
constexpr int three_days_s = 3 * 86400;

TimeZone time_zone_in(config::Environment& environment) {
    const std::string name = environment.string("TENURE_DEFAULT_TIME_ZONE", "Europe/Brussels");
    const Result<TimeZone> zone = TimeZone::find(name);
    if (zone.ok()) return *zone;
    environment.reject("TENURE_DEFAULT_TIME_ZONE", zone.error().detail);
    return TimeZone::find("UTC").value();
}

CardRanges card_ranges_in(config::Environment& environment) {
    const std::string folder = environment.string("TENURE_CATALOG_DIR");
    if (folder.empty()) return CardRanges({});
    const Result<CardRanges> ranges = load_card_ranges(folder + "/card_ranges.csv");
    if (ranges.ok()) return *ranges;
    environment.reject("TENURE_CATALOG_DIR", ranges.error().detail);
    return CardRanges({});
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

}  // namespace

Config load(config::Environment& environment) {
    return {{card_ranges_in(environment), time_zone_in(environment),
             environment.boolean("TENURE_ACCEPT_CARD_NUMBERS", true),
             environment.boolean("TENURE_ACCEPT_UNKNOWN_FUNDING", true), creditor_in(environment)},
            environment.secret("TENURE_FINGERPRINT_KEY", shortest_key),
            std::chrono::seconds(
                environment.integer("TENURE_SANDBOX_DEBIT_DELAY_S", three_days_s, 1, 30 * 86400))};
}

}  // namespace tenure::payment_method
