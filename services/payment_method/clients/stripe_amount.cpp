#include "payment_method/clients/stripe_amount.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tenure::payment_method {

namespace {

// https://docs.stripe.com/currencies#zero-decimal: counted in whole units.
constexpr std::array<std::string_view, 15> without_decimals{"BIF", "CLP", "DJF", "GNF", "JPY",
                                                            "KMF", "KRW", "MGA", "PYG", "RWF",
                                                            "VND", "VUV", "XAF", "XOF", "XPF"};
// https://docs.stripe.com/currencies#special-cases: counted in hundredths that must be whole units.
constexpr std::array<std::string_view, 2> whole_hundredths{"ISK", "UGX"};
constexpr std::int64_t largest = 99'999'999;  // eight digits

template <std::size_t size>
bool has(const std::array<std::string_view, size>& codes, std::string_view code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// How many decimal digits Stripe counts in.
int digits_at_stripe(const Currency& currency) {
    const std::string code = currency.code();
    if (has(without_decimals, code)) return 0;
    if (has(whole_hundredths, code)) return 2;
    return currency.minor_digits();
}

}  // namespace

std::optional<std::int64_t> stripe_amount(Money amount) {
    const int theirs = digits_at_stripe(amount.currency());
    const int ours = amount.currency().minor_digits();
    std::int64_t value = amount.minor();
    if (value > largest * 100) return std::nullopt;
    for (int digits = ours; digits < theirs; ++digits) value *= 10;
    for (int digits = ours; digits > theirs; --digits) {
        if (value % 10 != 0) return std::nullopt;
        value /= 10;
    }
    // https://docs.stripe.com/currencies#three-decimal: the last digit must be 0.
    if (theirs == 3 && value % 10 != 0) return std::nullopt;
    if (value > largest) return std::nullopt;
    return value;
}

}  // namespace tenure::payment_method
