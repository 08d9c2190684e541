// See check_digits.hpp.

#include "domain/check_digits.hpp"

#include <algorithm>
#include <chrono>

namespace tenure {

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

bool is_digits(std::string_view text, std::size_t count) {
    return text.size() == count && all_digits(text);
}

long long to_number(std::string_view digits) {
    long long number = 0;
    for (const char c : digits) number = number * 10 + digit(c);
    return number;
}

int weighted_sum(std::string_view digits, std::initializer_list<int> weights) {
    int sum = 0;
    auto at = digits.begin();
    for (const int weight : weights) {
        if (at == digits.end()) break;
        sum += weight * digit(*at++);
    }
    return sum;
}

int descending_sum(std::string_view digits, int first) {
    int sum = 0;
    for (const char c : digits) sum += first-- * digit(c);
    return sum;
}

bool passes_mod_11_10(std::string_view digits) {
    int check = 5;
    for (const char c : digits) check = ((check == 0 ? 10 : check) * 2 % 11 + digit(c)) % 10;
    return check == 1;
}

bool passes_mod_97_10(std::string_view text) {
    int remainder = 0;
    for (const char c : text)
        remainder = is_digit(c) ? (remainder * 10 + digit(c)) % 97
                                : (remainder * 100 + (c - 'A' + 10)) % 97;
    return remainder == 1;
}

bool is_date(int year, int month, int day) {
    if (month < 1 || day < 1) return false;
    return std::chrono::year_month_day(std::chrono::year(year),
                                       std::chrono::month(static_cast<unsigned>(month)),
                                       std::chrono::day(static_cast<unsigned>(day)))
        .ok();
}

}  // namespace tenure
