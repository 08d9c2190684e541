// VAT numbers of states whose numbers may be those of persons, with a date of birth within. Rules
// as published by the states, in the form in which python-stdnum states them.

#include "domain/check_digits.hpp"
#include "domain/vat_checks.hpp"

namespace tenure::vat_checks {

namespace {

int two_digits(std::string_view digits, std::size_t at) {
    return digit(digits[at]) * 10 + digit(digits[at + 1]);
}

/// Bulgarian citizen (EGN): the month tells the century.
bool is_bulgarian_citizen(std::string_view number) {
    int year = 1900 + two_digits(number, 0);
    int month = two_digits(number, 2);
    if (month > 40) {
        year += 100;
        month -= 40;
    } else if (month > 20) {
        year -= 100;
        month -= 20;
    }
    return is_date(year, month, two_digits(number, 4)) &&
           weighted_sum(number, {2, 4, 8, 5, 10, 9, 7, 3, 6}) % 11 % 10 == digit(number[9]);
}

bool is_foreigner_in_bulgaria(std::string_view number) {
    return weighted_sum(number, {21, 19, 17, 13, 11, 9, 7, 3, 1}) % 10 == digit(number[9]);
}

bool is_other_bulgarian(std::string_view number) {
    const int check = 11 - weighted_sum(number, {4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11;
    return check != 10 && check % 11 == digit(number[9]);
}

/// Czech and Slovak birth number: nine digits until 1953, ten with a check digit since.
/// 50 is added to a woman's month; 20 where a day's numbers ran out.
bool is_birth_number(std::string_view number) {
    const bool nine = number.size() == 9;
    int year = 1900 + two_digits(number, 0);
    if (nine) {
        if (year >= 1980) year -= 100;
        if (year > 1953) return false;
    } else if (year < 1954) {
        year += 100;
    }
    if (!is_date(year, two_digits(number, 2) % 50 % 20, two_digits(number, 4))) return false;
    if (nine) return true;
    const long long check = to_number(number.substr(0, 9)) % 11;
    return (check == 10 && year < 1985 ? 0 : check) == digit(number[9]);
}

Verdict czech_company(std::string_view number) {
    if (number[0] == '9') return Verdict::bad_format;
    const int check = (11 - descending_sum(number.substr(0, 7), 8) % 11) % 11;
    return verdict((check == 0 ? 1 : check % 10) == digit(number[7]));
}

/// A person without a birth number: nine digits that begin with 6.
bool is_special_czech(std::string_view number) {
    const int sum = descending_sum(number.substr(1, 7), 8) % 11;
    return (8 - (10 - sum + 11) % 11 + 10) % 10 == digit(number[8]);
}

bool is_romanian_person(std::string_view number) {
    const int century = digit(number[0]);
    if (century == 0) return false;
    const int base = century == 3 || century == 4   ? 1800
                     : century == 5 || century == 6 ? 2000
                                                    : 1900;
    if (!is_date(base + two_digits(number, 1), two_digits(number, 3), two_digits(number, 5)))
        return false;
    const int check = weighted_sum(number, {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}) % 11;
    return (check == 10 ? 1 : check) == digit(number[12]);
}

}  // namespace

Verdict bulgaria(std::string_view number) {
    if (is_digits(number, 10))
        return verdict(is_bulgarian_citizen(number) || is_foreigner_in_bulgaria(number) ||
                       is_other_bulgarian(number));
    if (!is_digits(number, 9)) return Verdict::bad_format;
    int check = weighted_sum(number, {1, 2, 3, 4, 5, 6, 7, 8}) % 11;
    if (check == 10) check = weighted_sum(number, {3, 4, 5, 6, 7, 8, 9, 10}) % 11;
    return verdict(check % 10 == digit(number[8]));
}

Verdict czechia(std::string_view number) {
    if (!all_digits(number) || number.size() < 8 || number.size() > 10) return Verdict::bad_format;
    if (number.size() == 8) return czech_company(number);
    if (number.size() == 9 && number[0] == '6') return verdict(is_special_czech(number));
    return verdict(is_birth_number(number));
}

Verdict latvia(std::string_view number) {
    if (!is_digits(number, 11)) return Verdict::bad_format;
    if (number[0] > '3')  // a company
        return verdict(weighted_sum(number, {9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1}) % 11 == 3);
    const bool without_date = number.substr(0, 2) == "32";
    const int year = 1800 + 100 * digit(number[6]) + two_digits(number, 4);
    if (!without_date && !is_date(year, two_digits(number, 2), two_digits(number, 0)))
        return Verdict::bad_format;
    const int check = 1 + weighted_sum(number, {10, 5, 8, 4, 2, 1, 6, 3, 7, 9});
    return verdict(check % 11 % 10 == digit(number[10]));
}

Verdict romania(std::string_view number) {
    if (is_digits(number, 13)) return verdict(is_romanian_person(number));
    if (!all_digits(number) || number.size() < 2 || number.size() > 10 || number[0] == '0')
        return Verdict::bad_format;
    constexpr int weights[] = {7, 5, 3, 2, 1, 7, 5, 3, 2};  // aligned to the right
    const std::string_view counted = number.substr(0, number.size() - 1);
    int sum = 0;
    for (std::size_t i = 0; i < counted.size(); ++i)
        sum += weights[9 - counted.size() + i] * digit(counted[i]);
    return verdict(sum * 10 % 11 % 10 == digit(number.back()));
}

Verdict slovakia(std::string_view number) {
    if (!is_digits(number, 10)) return Verdict::bad_format;
    if (is_birth_number(number)) return Verdict::valid;
    constexpr std::string_view third_digits = "234789";
    if (number[0] == '0' || third_digits.find(number[2]) == std::string_view::npos)
        return Verdict::bad_format;
    return verdict(to_number(number) % 11 == 0);
}

}  // namespace tenure::vat_checks
