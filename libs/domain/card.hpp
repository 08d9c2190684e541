#pragma once
// Payment cards: number (Luhn, brand, length) and expiry. Numbers live in memory only while a
// card is registered; they are never stored or logged.

#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "domain/time_zone.hpp"

namespace tenure {

/// True when the decimal digits pass the check of ISO/IEC 7812-1 annex B. False for other text.
bool passes_luhn(std::string_view digits);

/// A number that could exist: a known brand's range, one of its lengths, valid check digit.
class CardNumber {
  public:
    /// Strips spaces and hyphens. Errors (invalid): `card_number_format` (not 12-19 digits),
    /// `card_brand_unknown`, `card_number_length` (not one of the brand's),
    /// `card_number_check_digit` (not for UnionPay, which issues numbers without). Error details
    /// never hold the number.
    static Result<CardNumber> parse(std::string_view text);

    const std::string& digits() const { return digits_; }
    /// "visa", "mastercard", "american_express", "maestro", "bancontact", "diners_club",
    /// "discover", "jcb", "unionpay".
    std::string_view brand() const { return brand_; }
    std::string last4() const { return digits_.substr(digits_.size() - 4); }
    /// Digits of the security code: 3, 4 for American Express, 0 when the brand prints none.
    int cvc_length() const;

  private:
    CardNumber(std::string digits, std::string_view brand)
        : digits_(std::move(digits)), brand_(brand) {}
    std::string digits_;
    std::string_view brand_;
};

/// The month printed on a card; the card is valid through its last day.
struct CardExpiry {
    int month = 1;  ///< 1-12
    int year = 2000;
    /// A year below 100 is of this century, as printed on the card.
    /// Errors (invalid): `card_expiry_invalid` (month), `card_expiry_too_far` (over 19 years
    /// ahead), `card_expired` (its last day in the zone has ended).
    static Result<CardExpiry> parse(std::int64_t month, std::int64_t year, const TimeZone& zone,
                                    Timestamp now);
    bool expired(const TimeZone& zone, Timestamp now) const;
    /// "2027-09".
    std::string str() const;
    bool operator==(const CardExpiry&) const = default;
};

}  // namespace tenure
