#include "wallet/domain/catalog.hpp"

#include <algorithm>

namespace tenure::wallet {

Result<Credits> Catalog::price_of(std::string_view code, Date day) const {
    const Error unknown{ErrorKind::invalid,
                        "invalid_fields",
                        "the catalogue has no such usage",
                        {{"/usage", "unknown_usage", "see GET /v1/wallet/prices"}}};
    const auto usage = std::find_if(usages.begin(), usages.end(),
                                    [&](const UsagePrice& other) { return other.code == code; });
    if (usage == usages.end()) return unknown;
    const auto later = std::find_if(usage->prices.begin(), usage->prices.end(),
                                    [&](const DatedPrice& price) { return price.from > day; });
    if (later == usage->prices.begin()) return unknown;
    return std::prev(later)->price;
}

Result<Pack> Catalog::pack(std::string_view code) const {
    for (const Pack& candidate : packs)
        if (candidate.code == code) return candidate;
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "the catalogue has no such pack",
                 {{"/pack", "unknown_pack", "see GET /v1/wallet/packs"}}};
}

}  // namespace tenure::wallet
