#pragma once
// Money and credits as integers in their own types; checked arithmetic; named rounding.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace tenure {

/// An ISO 4217 currency that Tenure can invoice in.
class Currency {
  public:
    /// Error `unknown_currency` (invalid).
    static Result<Currency> parse(std::string_view code);
    static Currency eur() { return Currency("EUR"); }
    std::string code() const { return {code_, 3}; }
    /// Decimal digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
    int minor_digits() const;
    auto operator<=>(const Currency&) const = default;

  private:
    explicit Currency(std::string_view code) : code_{code[0], code[1], code[2]} {}
    char code_[3];
};

/// Largest amount that every JSON reader keeps exact: 2^53 - 1 minor units.
inline constexpr std::int64_t largest_amount = 9'007'199'254'740'991;

/// An amount in minor units (cents) of one currency. |minor| <= largest_amount.
class Money {
  public:
    Money() : Money(0, Currency::eur()) {}
    /// Throws std::out_of_range beyond largest_amount: check input before.
    Money(std::int64_t minor, Currency currency);
    static Money zero(Currency currency) { return {0, currency}; }

    std::int64_t minor() const { return minor_; }
    Currency currency() const { return currency_; }
    bool is_zero() const { return minor_ == 0; }
    bool is_negative() const { return minor_ < 0; }
    bool operator==(const Money&) const = default;

  private:
    std::int64_t minor_;
    Currency currency_;
};

/// Sum and difference. Errors: `amount_overflow`, `currency_mismatch` (both invalid).
Result<Money> add(Money a, Money b);
Result<Money> subtract(Money a, Money b);
/// amount × factor. Error `amount_overflow`.
Result<Money> multiply(Money amount, std::int64_t factor);
/// amount × numerator ÷ denominator, rounded half away from zero once (Reg. (EC) 1103/97 art. 5).
/// The product is held in 128 bits. Errors: `amount_overflow`; denominator must be > 0 (throws).
Result<Money> multiply_ratio(Money amount, std::int64_t numerator, std::int64_t denominator);
/// Splits by largest remainder, ties to the lower index; parts sum to the amount.
/// Throws std::invalid_argument on a negative weight or all-zero weights.
Result<std::vector<Money>> allocate(Money amount, const std::vector<std::int64_t>& weights);
/// "1234.50 EUR": for log lines and texts, not for clients that compute.
std::string to_string(Money amount);

/// Prepaid credits in ten-thousandths. 1 credit = 1 € excl. VAT (default).
class Credits {
  public:
    constexpr Credits() = default;
    /// Throws std::out_of_range beyond largest_amount.
    static Credits from_units(std::int64_t ten_thousandths);
    /// "12.5", "12.5000", at most four decimals; error `invalid_credits` (invalid).
    static Result<Credits> parse(std::string_view text);
    std::int64_t units() const { return units_; }
    auto operator<=>(const Credits&) const = default;

  private:
    std::int64_t units_ = 0;
};

/// Sum and difference. Error `credits_overflow` (invalid).
Result<Credits> add(Credits a, Credits b);
Result<Credits> subtract(Credits a, Credits b);
/// Error `credits_overflow` (invalid).
Result<Credits> multiply(Credits credits, std::int64_t factor);
/// Always four decimals: "12.5000".
std::string to_string(Credits credits);

}  // namespace tenure
