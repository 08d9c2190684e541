#include "payment_method/config.hpp"

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
    if (folder.empty()) return CardRanges({});
    const Result<CardRanges> ranges = load_card_ranges(folder + "/card_ranges.csv");
    if (ranges.ok()) return *ranges;
    environment.reject("TENURE_CATALOG_DIR", ranges.error().detail);
    return CardRanges({});
}

}  // namespace

Config load(config::Environment& environment) {
    return {{card_ranges_in(environment), time_zone_in(environment),
             environment.boolean("TENURE_ACCEPT_CARD_NUMBERS", true),
             environment.boolean("TENURE_ACCEPT_UNKNOWN_FUNDING", true)},
            environment.secret("TENURE_FINGERPRINT_KEY", shortest_key)};
}

}  // namespace tenure::payment_method
