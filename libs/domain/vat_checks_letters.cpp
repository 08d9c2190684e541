// VAT numbers that hold letters, or a fixed part. Rules as published by the states, in the form in
// which python-stdnum states them.

#include <algorithm>
#include <string>

#include "domain/card.hpp"
#include "domain/check_digits.hpp"
#include "domain/vat_checks.hpp"

namespace tenure::vat_checks {

namespace {

bool contains(std::string_view alphabet, char c) {
    return alphabet.find(c) != std::string_view::npos;
}

int index_in(std::string_view alphabet, char c) {
    return static_cast<int>(alphabet.find(c));
}

bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

/// The digit that makes `digits` followed by it pass Luhn.
char luhn_digit(std::string_view digits) {
    std::string number = std::string(digits) + "0";
    while (!passes_luhn(number)) ++number.back();
    return number.back();
}

/// The control letter of a Spanish person's number (DNI, NIE).
char spanish_letter(std::string_view digits) {
    return "TRWAGMYFPDXBNJZSQVHLCKE"[to_number(digits) % 23];
}

/// The control letter of an Irish number: seven digits, and the second letter's place or 0.
char irish_letter(std::string_view digits, int second_letter) {
    return "WABCDEFGHIJKLMNOPQRSTUV"[(descending_sum(digits, 8) + 9 * second_letter) % 23];
}

}  // namespace

Verdict austria(std::string_view number) {
    if (number.size() != 9 || number[0] != 'U' || !all_digits(number.substr(1)))
        return Verdict::bad_format;
    int sum = 4;
    for (std::size_t i = 1; i < 8; ++i) {
        const int doubled = digit(number[i]) * (i % 2 == 0 ? 2 : 1);
        sum += doubled / 10 + doubled % 10;
    }
    return verdict((10 - sum % 10) % 10 == digit(number[8]));
}

Verdict cyprus(std::string_view number) {
    if (number.size() != 9 || !all_digits(number.substr(0, 8)) || !is_letter(number[8]) ||
        number.substr(0, 2) == "12")
        return Verdict::bad_format;
    constexpr int odd_places[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
    int sum = 0;
    for (std::size_t i = 0; i < 8; ++i)
        sum += i % 2 == 0 ? odd_places[digit(number[i])] : digit(number[i]);
    return verdict('A' + sum % 26 == number[8]);
}

Verdict spain(std::string_view number) {
    if (number.size() != 9 || !all_digits(number.substr(1, 7))) return Verdict::bad_format;
    const std::string_view middle = number.substr(1, 7);
    const char first = number[0];
    const char last = number[8];
    if (is_digit(first)) {
        if (!is_letter(last)) return Verdict::bad_format;
        return verdict(last == spanish_letter(number.substr(0, 8)));
    }
    if (contains("KLM", first)) return verdict(last == spanish_letter(middle));
    if (contains("XYZ", first))
        return verdict(last == spanish_letter(std::to_string(first - 'X') + std::string(middle)));
    if (!contains("ABCDEFGHJNPQRSUVW", first)) return Verdict::bad_format;
    // Sources disagree on which kinds of company have a letter: both are accepted for all.
    const char check = luhn_digit(middle);
    return verdict(last == check || last == "JABCDEFGHI"[digit(check)]);
}

Verdict france(std::string_view number) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    if (number.size() != 11 || !contains(alphabet, number[0]) || !contains(alphabet, number[1]))
        return Verdict::bad_format;
    const std::string_view siren = number.substr(2);
    if (!all_digits(siren)) return Verdict::bad_format;
    const bool monaco = siren.substr(0, 3) == "000";
    if (!monaco && !passes_luhn(siren)) return Verdict::bad_check_digits;
    if (all_digits(number))
        return verdict((to_number(siren) * 100 + 12) % 97 == to_number(number.substr(0, 2)));
    const int first = index_in(alphabet, number[0]);
    const int second = index_in(alphabet, number[1]);
    const int key = is_digit(number[0]) ? first * 24 + second - 10 : first * 34 + second - 100;
    return verdict((to_number(siren) + 1 + key / 11) % 11 == key % 11);
}

Verdict ireland(std::string_view number) {
    constexpr std::string_view letters = "WABCDEFGHIJKLMNOPQRSTUV";
    if ((number.size() != 8 && number.size() != 9) || !is_digit(number[0]) ||
        !all_digits(number.substr(2, 5)) || !contains(letters, number[7]))
        return Verdict::bad_format;
    if (is_digit(number[1])) {
        if (number.size() == 9 && !contains(letters, number[8])) return Verdict::bad_format;
        const int second_letter = number.size() == 9 ? index_in(letters, number[8]) : 0;
        return verdict(number[7] == irish_letter(number.substr(0, 7), second_letter));
    }
    // Before 2013: a letter or sign in second place, one control letter.
    if (number.size() != 8 || !(is_letter(number[1]) || contains("+*", number[1])))
        return Verdict::bad_format;
    const std::string digits = "0" + std::string(number.substr(2, 5)) + number[0];
    return verdict(number[7] == irish_letter(digits, 0));
}

Verdict netherlands(std::string_view number) {
    if (number.size() != 12 || !all_digits(number.substr(0, 9)) || number[9] != 'B' ||
        !all_digits(number.substr(10)) || to_number(number.substr(0, 9)) == 0 ||
        number.substr(10) == "00")
        return Verdict::bad_format;
    // Legal persons keep the 11-test; numbers of sole traders follow MOD 97-10 since 2020.
    const int sum = descending_sum(number.substr(0, 8), 9) - digit(number[8]);
    return verdict(sum % 11 == 0 || passes_mod_97_10("NL" + std::string(number)));
}

Verdict northern_ireland(std::string_view number) {
    if (number.size() == 5 && all_digits(number.substr(2))) {  // government, health authorities
        const bool above = to_number(number.substr(2)) >= 500;
        const std::string_view kind = number.substr(0, 2);
        return (kind == "GD" && !above) || (kind == "HA" && above) ? Verdict::valid
                                                                   : Verdict::bad_format;
    }
    if ((number.size() != 9 && number.size() != 12) || !all_digits(number))
        return Verdict::bad_format;
    const int sum = weighted_sum(number, {8, 7, 6, 5, 4, 3, 2, 10, 1}) % 97;
    const bool newer = to_number(number.substr(0, 3)) >= 100;
    return verdict(sum == 0 || (newer && (sum == 42 || sum == 55)));
}

Verdict sweden(std::string_view number) {
    if (!is_digits(number, 12) || number.substr(10) != "01") return Verdict::bad_format;
    return verdict(passes_luhn(number.substr(0, 10)));
}

}  // namespace tenure::vat_checks
