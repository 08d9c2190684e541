#pragma once
// What credits cost and what they buy, as the catalogue file (deploy/catalog/wallet.json) says.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::wallet {

/// A text by language: fr, nl, en, de.
using Names = std::map<std::string, std::string>;

/// A price in credits for one unit, from a day on, in the account's calendar.
struct DatedPrice {
    Date from;
    Credits price;
};

/// What credits are spent on: "trendstop.company", "sms.BE", "post.invoice.FR".
struct UsagePrice {
    std::string code;
    Names names;
    std::vector<DatedPrice> prices;  ///< oldest first
};

/// A purchasable amount of credits.
struct Pack {
    std::string code;  ///< "pack_50"
    Credits credits;
    Money price;  ///< excl. VAT
    Names names;
};

struct Catalog {
    std::vector<UsagePrice> usages;
    std::vector<Pack> packs;
    Credits trial_credits;
    int trial_credit_days = 0;  ///< until credits of a trial expire; 0: never
    std::string version;        ///< changes whenever the file does

    /// The price of a unit on a day. Error `unknown_usage` (invalid, at /usage): the catalogue has
    /// no such usage, or no price for it yet.
    Result<Credits> price_of(std::string_view code, Date day) const;
    /// Error `unknown_pack` (invalid, at /pack).
    Result<Pack> pack(std::string_view code) const;
};

}  // namespace tenure::wallet
