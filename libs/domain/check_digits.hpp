#pragma once
// Arithmetic of check digits, shared by the rules of identification numbers.

#include <initializer_list>
#include <string_view>

namespace tenure {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr int digit(char c) {
    return c - '0';
}

/// True when the text is decimal digits only; also of the empty text.
bool all_digits(std::string_view text);
/// True when the text is exactly `count` decimal digits.
bool is_digits(std::string_view text, std::size_t count);
/// The digits as a number; for at most 18 digits.
long long to_number(std::string_view digits);
/// The sum of digit × weight, as far as there are weights.
int weighted_sum(std::string_view digits, std::initializer_list<int> weights);
/// Digits weighted first, first - 1, first - 2, ...
int descending_sum(std::string_view digits, int first);
/// ISO 7064 MOD 11,10.
bool passes_mod_11_10(std::string_view digits);
/// ISO 7064 MOD 97-10 of digits and letters (A = 10 ... Z = 35).
bool passes_mod_97_10(std::string_view text);
/// True when the day exists on the calendar.
bool is_date(int year, int month, int day);

}  // namespace tenure
