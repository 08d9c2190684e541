#pragma once
// Whether a card may be kept: number, expiry, security code and funding, each refusal with a code
// of its own.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/card.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "domain/time_zone.hpp"
#include "payment_method/domain/card_ranges.hpp"
#include "payment_method/domain/payment_method.hpp"

namespace tenure::payment_method {

/// A card as typed. Lives in memory while it is registered, nowhere else.
struct CardInput {
    std::string number;
    std::int64_t exp_month = 0;
    std::int64_t exp_year = 0;
    std::optional<std::string> cvc;
    std::optional<std::string> holder;
};

/// A card that may exist and is not known to be prepaid.
struct CheckedCard {
    CardNumber number;
    CardExpiry expiry;
    Funding funding = Funding::unknown;  ///< by issuer range
    std::optional<std::string> cvc;
    std::optional<std::string> holder;
};

/// Error `invalid_fields` (invalid) with every bad field: /card/number `card_number_format`,
/// `card_brand_unknown`, `card_number_length`, `card_number_check_digit`, `card_prepaid`;
/// /card/exp_month `card_expiry_invalid`, `card_expired`; /card/exp_year `card_expiry_too_far`;
/// /card/cvc `card_cvc_invalid`.
Result<CheckedCard> check_card(const CardInput& input, const CardRanges& ranges,
                               const TimeZone& zone, Timestamp now);

/// The funding to keep once the provider has answered. Errors (invalid, /card/number):
/// `card_prepaid`; `card_funding_unknown` unless `accept_unknown`.
Result<Funding> accept_funding(Funding by_range, Funding by_provider, bool accept_unknown);

}  // namespace tenure::payment_method
