#include "add_on/clients/catalog_file.hpp"

#include <fstream>
#include <iterator>

#include "json/reader.hpp"

namespace tenure::add_on {

namespace {

using Reader = tenure::json::Reader;

Names names_in(Reader reader) {
    Names names;
    for (const char* language : {"fr", "nl", "en", "de"})
        names.emplace(language, reader.string(language));
    return names;
}

// FNV-1a: tells one catalogue from another in an ETag; nothing depends on its strength.
std::string version_of(const std::string& text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char byte : text) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 1099511628211ULL;
    }
    return std::to_string(hash);
}

PackageOffer offer_in(Reader& reader) {
    PackageOffer offer;
    offer.names = names_in(reader.object("names"));
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
    catalog.names = names_in(add_on.object("names"));
    catalog.trial_days = static_cast<int>(add_on.integer("trial_days", 1, 366));
    Reader basic = add_on.object("basic");
    catalog.basic = offer_in(basic);
    Reader beyond = add_on.object("beyond");
    catalog.beyond = offer_in(beyond);
    read_prices(beyond, catalog.beyond);
    catalog.user_label = names_in(add_on.object("user_label"));
    TENURE_TRY(root.finish());
    catalog.version = version_of(text);
    return catalog;
}

Result<Catalog> load_catalog(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorKind::internal, "catalog_invalid", path + " cannot be read"};
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    Result<Catalog> catalog = parse_catalog(text);
    if (catalog.ok()) return catalog;
    std::string detail = path + ": " + catalog.error().detail;
    for (const FieldError& field : catalog.error().fields)
        detail += "; " + field.pointer + " " + field.code;
    return Error{ErrorKind::internal, "catalog_invalid", detail};
}

}  // namespace tenure::add_on
