#include "add_on/clients/catalog_file.hpp"

#include "json/catalog.hpp"
#include "json/reader.hpp"

namespace tenure::add_on {

namespace {

using Reader = tenure::json::Reader;

PackageOffer offer_in(Reader& reader) {
    PackageOffer offer;
    offer.names = tenure::json::texts(reader.object("names"));
    offer.features = reader.strings("features", 0, 100);
    return offer;
}

void read_prices(Reader& reader, PackageOffer& offer) {
    Reader prices = reader.object("prices");
    for (const Cycle cycle : {Cycle::quarterly, Cycle::annual}) {
        const Money price = prices.money(name_of(cycle));
        if (price.is_negative()) prices.reject(name_of(cycle), "out_of_range", "below zero");
        offer.prices.emplace(cycle, price);
    }
}

}  // namespace

Result<Catalog> parse_catalog(const std::string& text) {
    TENURE_TRY_ASSIGN(Reader root, Reader::parse(text));
    Catalog catalog;
    Reader add_on = root.object("customer_meeting");
    catalog.names = tenure::json::texts(add_on.object("names"));
    catalog.trial_days = static_cast<int>(add_on.integer("trial_days", 1, 366));
    Reader basic = add_on.object("basic");
    catalog.basic = offer_in(basic);
    Reader beyond = add_on.object("beyond");
    catalog.beyond = offer_in(beyond);
    read_prices(beyond, catalog.beyond);
    catalog.user_label = tenure::json::texts(add_on.object("user_label"));
    TENURE_TRY(root.finish());
    catalog.version = tenure::json::version_of(text);
    return catalog;
}

Result<Catalog> load_catalog(const std::string& path) {
    return tenure::json::load_catalog(path, parse_catalog);
}

}  // namespace tenure::add_on
