// VAT numbers of digits only. Rules as published by the states, in the form in which python-stdnum
// states them; the conformance test holds thousands of numbers against them.

#include "domain/card.hpp"
#include "domain/check_digits.hpp"
#include "domain/vat_checks.hpp"

namespace tenure::vat_checks {

namespace {

/// `count` digits of which the first is not 0.
bool is_number(std::string_view text, std::size_t count) {
    return is_digits(text, count) && text[0] != '0';
}

}  // namespace

Verdict belgium(std::string_view number) {
    if (!is_digits(number, 10) || number[0] > '1') return Verdict::bad_format;
    return verdict(97 - to_number(number.substr(0, 8)) % 97 == to_number(number.substr(8)));
}

Verdict germany(std::string_view number) {
    if (!is_number(number, 9)) return Verdict::bad_format;
    return verdict(passes_mod_11_10(number));
}

Verdict denmark(std::string_view number) {
    if (!is_number(number, 8)) return Verdict::bad_format;
    return verdict(weighted_sum(number, {2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0);
}

Verdict estonia(std::string_view number) {
    if (!is_digits(number, 9)) return Verdict::bad_format;
    return verdict(weighted_sum(number, {3, 7, 1, 3, 7, 1, 3, 7, 1}) % 10 == 0);
}

Verdict greece(std::string_view number) {
    if (!is_digits(number, 9)) return Verdict::bad_format;
    const int sum = weighted_sum(number, {256, 128, 64, 32, 16, 8, 4, 2});
    return verdict(sum % 11 % 10 == digit(number[8]));
}

Verdict finland(std::string_view number) {
    if (!is_digits(number, 8)) return Verdict::bad_format;
    return verdict(weighted_sum(number, {7, 9, 10, 5, 8, 4, 2, 1}) % 11 == 0);
}

Verdict croatia(std::string_view number) {
    if (!is_digits(number, 11)) return Verdict::bad_format;
    return verdict(passes_mod_11_10(number));
}

Verdict hungary(std::string_view number) {
    if (!is_digits(number, 8)) return Verdict::bad_format;
    return verdict(weighted_sum(number, {9, 7, 3, 1, 9, 7, 3, 1}) % 10 == 0);
}

Verdict italy(std::string_view number) {
    if (!is_digits(number, 11) || to_number(number.substr(0, 7)) == 0) return Verdict::bad_format;
    const long long province = to_number(number.substr(7, 3));
    const bool known = (province >= 1 && province <= 100) || province == 120 || province == 121 ||
                       province == 888 || province == 999;
    return known ? verdict(passes_luhn(number)) : Verdict::bad_format;
}

Verdict lithuania(std::string_view number) {
    const bool company = is_digits(number, 9) && number[7] == '1';
    const bool temporary = is_digits(number, 12) && number[10] == '1';
    if (!company && !temporary) return Verdict::bad_format;
    const std::string_view counted = number.substr(0, number.size() - 1);
    int check = weighted_sum(counted, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2}) % 11;
    if (check == 10) check = weighted_sum(counted, {3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4}) % 11;
    return verdict(check % 10 == digit(number.back()));
}

Verdict luxembourg(std::string_view number) {
    if (!is_digits(number, 8)) return Verdict::bad_format;
    return verdict(to_number(number.substr(0, 6)) % 89 == to_number(number.substr(6)));
}

Verdict malta(std::string_view number) {
    if (!is_number(number, 8)) return Verdict::bad_format;
    return verdict(weighted_sum(number, {3, 4, 6, 7, 8, 9, 10, 1}) % 37 == 0);
}

Verdict poland(std::string_view number) {
    if (!is_digits(number, 10)) return Verdict::bad_format;
    return verdict(weighted_sum(number, {6, 5, 7, 2, 3, 4, 5, 6, 7}) % 11 == digit(number[9]));
}

Verdict portugal(std::string_view number) {
    if (!is_number(number, 9)) return Verdict::bad_format;
    const int check = (11 - descending_sum(number.substr(0, 8), 9) % 11) % 11;
    return verdict(check % 10 == digit(number[8]));
}

Verdict slovenia(std::string_view number) {
    if (!is_number(number, 8)) return Verdict::bad_format;
    const int check = 11 - descending_sum(number.substr(0, 7), 8) % 11;
    return verdict(check != 11 && check % 10 == digit(number[7]));
}

}  // namespace tenure::vat_checks
