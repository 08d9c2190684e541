// Brand ranges of payment cards, Luhn and expiry. Local brand detection is for messages and for
// catching typing errors; the authority on brand, funding and country is the payment provider.

#include "domain/card.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <iterator>

#include "domain/check_digits.hpp"

namespace tenure {

namespace {

/// Issuer numbers from `low` to `high` (same number of digits) belong to the brand.
struct IssuerRange {
    std::string_view low;
    std::string_view high;
    std::string_view brand;
};

struct Brand {
    std::string_view name;
    std::uint32_t lengths;  ///< bit n is set when a number may have n digits
    int cvc_length;
    bool check_digit;
};

// Source: credit-card-type 10.x (Braintree, MIT) and the schemes' published ranges; the longest
// matching prefix wins. Bancontact's own range lies within Maestro's 67. UnionPay issues numbers
// without a valid check digit, which card-validator accepts too: requiring one would refuse cards
// that exist. Cartes Bancaires has no range of its own (co-badged Visa and Mastercard).
constexpr IssuerRange issuer_ranges[] = {
    {"4", "4", "visa"},
    {"51", "55", "mastercard"},
    {"2221", "2720", "mastercard"},
    {"34", "34", "american_express"},
    {"37", "37", "american_express"},
    {"300", "305", "diners_club"},
    {"36", "36", "diners_club"},
    {"38", "39", "diners_club"},
    {"6011", "6011", "discover"},
    {"644", "649", "discover"},
    {"65", "65", "discover"},
    {"1800", "1800", "jcb"},
    {"2131", "2131", "jcb"},
    {"3528", "3589", "jcb"},
    {"6703", "6703", "bancontact"},
    {"493698", "493698", "maestro"},
    {"500000", "504174", "maestro"},
    {"504176", "506698", "maestro"},
    {"506779", "508999", "maestro"},
    {"56", "59", "maestro"},
    {"63", "63", "maestro"},
    {"67", "67", "maestro"},
    {"6", "6", "maestro"},
    {"620", "620", "unionpay"},
    {"62100", "62182", "unionpay"},
    {"62184", "62197", "unionpay"},
    {"62200", "62205", "unionpay"},
    {"622010", "622999", "unionpay"},
    {"62207", "62209", "unionpay"},
    {"623", "626", "unionpay"},
    {"6270", "6270", "unionpay"},
    {"6272", "6272", "unionpay"},
    {"6276", "6276", "unionpay"},
    {"627700", "627779", "unionpay"},
    {"627781", "627799", "unionpay"},
    {"6282", "6289", "unionpay"},
    {"6291", "6292", "unionpay"},
    {"810", "810", "unionpay"},
    {"8110", "8171", "unionpay"},
};

constexpr std::uint32_t lengths(std::initializer_list<int> all) {
    std::uint32_t bits = 0;
    for (const int length : all) bits |= 1U << length;
    return bits;
}

constexpr Brand brands[] = {
    {"visa", lengths({13, 16, 18, 19}), 3, true},  // 13 is a legacy length
    {"mastercard", lengths({16}), 3, true},
    {"american_express", lengths({15}), 4, true},
    {"maestro", lengths({12, 13, 14, 15, 16, 17, 18, 19}), 3, true},
    {"bancontact", lengths({16, 17, 18, 19}), 0, true},
    {"diners_club", lengths({14, 16, 19}), 3, true},
    {"discover", lengths({16, 19}), 3, true},
    {"jcb", lengths({16, 17, 18, 19}), 3, true},
    {"unionpay", lengths({14, 15, 16, 17, 18, 19}), 3, false},
};

const Brand& brand_named(std::string_view name) {
    return *std::find_if(std::begin(brands), std::end(brands),
                         [&](const Brand& brand) { return brand.name == name; });
}

const Brand* find_brand(std::string_view digits) {
    const IssuerRange* best = nullptr;
    for (const IssuerRange& range : issuer_ranges) {
        const std::string_view prefix = digits.substr(0, range.low.size());
        if (prefix < range.low || prefix > range.high) continue;
        if (best == nullptr || range.low.size() > best->low.size()) best = &range;
    }
    return best == nullptr ? nullptr : &brand_named(best->brand);
}

Error refuse(std::string code, std::string detail) {
    return {ErrorKind::invalid, std::move(code), std::move(detail)};
}

}  // namespace

bool passes_luhn(std::string_view digits) {
    if (digits.empty() || !all_digits(digits)) return false;
    int sum = 0;
    bool twice = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
        const int value = (*digit - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

Result<CardNumber> CardNumber::parse(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ' && c != '-') digits += c;
    if (digits.size() < 12 || digits.size() > 19 || !all_digits(digits))
        return refuse("card_number_format", "a card number has 12 to 19 digits");
    const Brand* brand = find_brand(digits);
    if (brand == nullptr)
        return refuse("card_brand_unknown", "no supported brand issues such numbers");
    if ((brand->lengths >> digits.size() & 1U) == 0)
        return refuse("card_number_length", "not a length that this brand issues");
    if (brand->check_digit && !passes_luhn(digits))
        return refuse("card_number_check_digit", "the check digit does not fit the number");
    return CardNumber(std::move(digits), brand->name);
}

int CardNumber::cvc_length() const {
    return brand_named(brand_).cvc_length;
}

namespace {

std::chrono::year_month month_of(const TimeZone& zone, Timestamp now) {
    const std::chrono::year_month_day today{zone.date_of(now)};
    return today.year() / today.month();
}

}  // namespace

Result<CardExpiry> CardExpiry::parse(std::int64_t month, std::int64_t year, const TimeZone& zone,
                                     Timestamp now) {
    constexpr int furthest_years = 19;
    if (month < 1 || month > 12) return refuse("card_expiry_invalid", "the month is 1 to 12");
    if (year >= 0 && year <= 99) year += 2000;
    const int this_year = static_cast<int>(month_of(zone, now).year());
    if (year > this_year + furthest_years)
        return refuse("card_expiry_too_far", "no card is issued for so long");
    if (year < this_year) return refuse("card_expired", "the card has expired");
    const CardExpiry expiry{static_cast<int>(month), static_cast<int>(year)};
    if (expiry.expired(zone, now)) return refuse("card_expired", "the card has expired");
    return expiry;
}

bool CardExpiry::expired(const TimeZone& zone, Timestamp now) const {
    const std::chrono::year_month printed{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(month))};
    return printed < month_of(zone, now);
}

std::string CardExpiry::str() const {
    const std::string digits = std::to_string(year * 100 + month);
    return digits.substr(0, 4) + "-" + digits.substr(4);
}

}  // namespace tenure
