#include "domain/money.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace tenure {

namespace {

// GCC's 128-bit integer is an extension; products of two 64-bit amounts need it.
__extension__ using Wide = __int128;

/// Currencies that can be invoiced and whose minor unit is not the hundredth, or is (ISO 4217,
/// list one of 2024-06-25): those of the EU, its neighbours and main trading partners.
struct MinorDigits {
    std::string_view code;
    int digits;
};
constexpr std::array<MinorDigits, 24> currencies{{
    {"EUR", 2}, {"BGN", 2}, {"CZK", 2}, {"DKK", 2}, {"HUF", 2}, {"PLN", 2}, {"RON", 2}, {"SEK", 2},
    {"CHF", 2}, {"GBP", 2}, {"ISK", 0}, {"NOK", 2}, {"TRY", 2}, {"UAH", 2}, {"USD", 2}, {"CAD", 2},
    {"AUD", 2}, {"NZD", 2}, {"JPY", 0}, {"KRW", 0}, {"CNY", 2}, {"KWD", 3}, {"BHD", 3}, {"TND", 3},
}};

const MinorDigits* find_currency(std::string_view code) {
    for (const MinorDigits& currency : currencies)
        if (currency.code == code) return &currency;
    return nullptr;
}

bool in_range(Wide value) {
    return value >= -Wide(largest_amount) && value <= Wide(largest_amount);
}

Result<Money> checked(Wide minor, Currency currency) {
    if (!in_range(minor))
        return Error{ErrorKind::invalid, "amount_overflow", "the amount is too large"};
    return Money(static_cast<std::int64_t>(minor), currency);
}

Result<Credits> checked_credits(Wide units) {
    if (!in_range(units))
        return Error{ErrorKind::invalid, "credits_overflow", "the number of credits is too large"};
    return Credits::from_units(static_cast<std::int64_t>(units));
}

std::optional<Error> mismatch(Money a, Money b) {
    if (a.currency() == b.currency()) return std::nullopt;
    return Error{ErrorKind::invalid, "currency_mismatch", "amounts of two currencies"};
}

/// "-12.0500" for -120500 with four digits.
std::string decimal(std::int64_t units, int digits) {
    const bool negative = units < 0;
    std::string text = std::to_string(negative ? -units : units);
    const auto fraction = static_cast<std::size_t>(digits);
    if (text.size() <= fraction) text.insert(0, fraction + 1 - text.size(), '0');
    if (fraction > 0) text.insert(text.size() - fraction, ".");
    return negative ? "-" + text : text;
}

}  // namespace

Result<Currency> Currency::parse(std::string_view code) {
    if (find_currency(code) == nullptr)
        return Error{ErrorKind::invalid, "unknown_currency",
                     "not an ISO 4217 code that can be invoiced, e.g. EUR"};
    return Currency(code);
}

int Currency::minor_digits() const {
    return find_currency({code_, 3})->digits;
}

Money::Money(std::int64_t minor, Currency currency) : minor_(minor), currency_(currency) {
    if (!in_range(minor)) throw std::out_of_range("Money: amount beyond 2^53-1");
}

Result<Money> add(Money a, Money b) {
    if (auto error = mismatch(a, b)) return *error;
    return checked(Wide(a.minor()) + b.minor(), a.currency());
}

Result<Money> subtract(Money a, Money b) {
    if (auto error = mismatch(a, b)) return *error;
    return checked(Wide(a.minor()) - b.minor(), a.currency());
}

Result<Money> multiply(Money amount, std::int64_t factor) {
    return checked(Wide(amount.minor()) * factor, amount.currency());
}

Result<Money> multiply_ratio(Money amount, std::int64_t numerator, std::int64_t denominator) {
    if (denominator <= 0) throw std::invalid_argument("multiply_ratio: denominator must be > 0");
    const Wide product = Wide(amount.minor()) * numerator;
    const Wide magnitude = product < 0 ? -product : product;
    const Wide quotient = magnitude / denominator;
    const Wide remainder = magnitude % denominator;
    const Wide rounded = quotient + (remainder >= denominator - remainder ? 1 : 0);
    return checked(product < 0 ? -rounded : rounded, amount.currency());
}

Result<std::vector<Money>> allocate(Money amount, const std::vector<std::int64_t>& weights) {
    Wide total = 0;
    for (const std::int64_t weight : weights) {
        if (weight < 0) throw std::invalid_argument("allocate: negative weight");
        total += weight;
    }
    if (total == 0) throw std::invalid_argument("allocate: no weight above zero");
    // The magnitude is split and the sign put back: a refund mirrors its charge to the cent.
    const Wide magnitude = amount.is_negative() ? -Wide(amount.minor()) : Wide(amount.minor());
    std::vector<Wide> parts, remainders;
    Wide left = magnitude;
    for (const std::int64_t weight : weights) {
        parts.push_back(magnitude * weight / total);
        remainders.push_back(magnitude * weight % total);
        left -= parts.back();
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t index = 0; left > 0; ++index, --left) parts[order[index]] += 1;

    std::vector<Money> split;
    for (const Wide part : parts) {
        const auto minor = static_cast<std::int64_t>(part);
        split.emplace_back(amount.is_negative() ? -minor : minor, amount.currency());
    }
    return split;
}

std::string to_string(Money amount) {
    return decimal(amount.minor(), amount.currency().minor_digits()) + " " +
           amount.currency().code();
}

Credits Credits::from_units(std::int64_t ten_thousandths) {
    if (!in_range(ten_thousandths)) throw std::out_of_range("Credits: beyond 2^53-1 units");
    Credits credits;
    credits.units_ = ten_thousandths;
    return credits;
}

Result<Credits> Credits::parse(std::string_view text) {
    const Error invalid{ErrorKind::invalid, "invalid_credits",
                        "credits are a decimal with at most four decimals, e.g. \"12.5000\""};
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
    const auto all_digits = [](std::string_view part) {
        return part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (whole.empty() || whole.size() > 12 || (whole.size() > 1 && whole.front() == '0') ||
        fraction.size() > 4 || (point != std::string_view::npos && fraction.empty()) ||
        !all_digits(whole) || !all_digits(fraction))
        return invalid;
    fraction.resize(4, '0');
    std::int64_t units = 0;
    for (const char digit : std::string(whole) + fraction) units = units * 10 + (digit - '0');
    if (!in_range(units)) return invalid;
    return from_units(negative ? -units : units);
}

Result<Credits> add(Credits a, Credits b) {
    return checked_credits(Wide(a.units()) + b.units());
}

Result<Credits> subtract(Credits a, Credits b) {
    return checked_credits(Wide(a.units()) - b.units());
}

Result<Credits> multiply(Credits credits, std::int64_t factor) {
    return checked_credits(Wide(credits.units()) * factor);
}

std::string to_string(Credits credits) {
    return decimal(credits.units(), 4);
}

}  // namespace tenure
