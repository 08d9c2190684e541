#pragma once
// The rule of each state for the part of a VAT number after its prefix. Used by vat_number.cpp.

#include <string_view>

namespace tenure::vat_checks {

enum class Verdict { valid, bad_format, bad_check_digits };

/// Of a number whose format is right.
constexpr Verdict verdict(bool check_digits_fit) {
    return check_digits_fit ? Verdict::valid : Verdict::bad_check_digits;
}

// Numbers with letters (vat_checks_letters.cpp).
Verdict austria(std::string_view number);
Verdict cyprus(std::string_view number);
Verdict spain(std::string_view number);
Verdict france(std::string_view number);
Verdict ireland(std::string_view number);
Verdict netherlands(std::string_view number);
Verdict northern_ireland(std::string_view number);
Verdict sweden(std::string_view number);

// Digits only (vat_checks_digits.cpp).
Verdict belgium(std::string_view number);
Verdict germany(std::string_view number);
Verdict denmark(std::string_view number);
Verdict estonia(std::string_view number);
Verdict greece(std::string_view number);
Verdict finland(std::string_view number);
Verdict croatia(std::string_view number);
Verdict hungary(std::string_view number);
Verdict italy(std::string_view number);
Verdict lithuania(std::string_view number);
Verdict luxembourg(std::string_view number);
Verdict malta(std::string_view number);
Verdict poland(std::string_view number);
Verdict portugal(std::string_view number);
Verdict slovenia(std::string_view number);

// Digits, some of them numbers of persons that hold a date of birth (vat_checks_personal.cpp).
Verdict bulgaria(std::string_view number);
Verdict czechia(std::string_view number);
Verdict latvia(std::string_view number);
Verdict romania(std::string_view number);
Verdict slovakia(std::string_view number);

}  // namespace tenure::vat_checks
