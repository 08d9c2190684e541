#include "wallet/clients/catalog_file.hpp"

#include <algorithm>
#include <set>

#include "json/catalog.hpp"

namespace tenure::wallet {

namespace {

using tenure::json::Reader;
using tenure::json::texts;

std::vector<DatedPrice> prices_in(Reader& usage) {
    std::vector<DatedPrice> prices;
    for (Reader& reader : usage.objects("prices", 1, 100)) {
        const DatedPrice price{reader.date("from"), reader.credits("credits")};
        if (price.price < Credits()) reader.reject("credits", "out_of_range", "not below zero");
        if (!prices.empty() && price.from <= prices.back().from)
            reader.reject("from", "out_of_range", "prices stand in the order of their days");
        prices.push_back(price);
    }
    return prices;
}

UsagePrice usage_in(Reader& reader) {
    UsagePrice usage;
    usage.code = reader.string("code", {1, 60});
    usage.names = texts(reader.object("names"));
    usage.prices = prices_in(reader);
    return usage;
}

Pack pack_in(Reader& reader) {
    Pack pack;
    pack.code = reader.string("code", {1, 40});
    pack.credits = reader.credits("credits");
    if (pack.credits <= Credits()) reader.reject("credits", "out_of_range", "above zero");
    pack.price = reader.money("price");
    if (pack.price.is_negative()) reader.reject("price", "out_of_range", "not below zero");
    pack.names = texts(reader.object("names"));
    return pack;
}

}  // namespace

Result<Catalog> parse_catalog(const std::string& text) {
    TENURE_TRY_ASSIGN(Reader root, Reader::parse(text));
    Catalog catalog;
    std::set<std::string> codes;
    const auto once = [&](Reader& reader, const std::string& code) {
        if (!codes.insert(code).second) reader.reject("code", "duplicate", "stands twice");
    };
    for (Reader& reader : root.objects("packs", 1, 100)) {
        catalog.packs.push_back(pack_in(reader));
        once(reader, catalog.packs.back().code);
    }
    for (Reader& reader : root.objects("usages", 1, 1000)) {
        catalog.usages.push_back(usage_in(reader));
        once(reader, catalog.usages.back().code);
    }
    Reader trial = root.object("trial");
    catalog.trial_credits = trial.credits("credits");
    catalog.trial_credit_days = static_cast<int>(trial.integer("expires_after_days", 0, 3660));
    TENURE_TRY(root.finish());
    std::sort(catalog.usages.begin(), catalog.usages.end(),
              [](const UsagePrice& a, const UsagePrice& b) { return a.code < b.code; });
    catalog.version = tenure::json::version_of(text);
    return catalog;
}

Result<Catalog> load_catalog(const std::string& path) {
    return tenure::json::load_catalog(path, parse_catalog);
}

}  // namespace tenure::wallet
