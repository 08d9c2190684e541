// Reading a VAT number: separators, prefix, and the rule of its state.

#include "domain/vat_number.hpp"

#include <algorithm>
#include <iterator>

#include "domain/vat_checks.hpp"

namespace tenure {

namespace {

using vat_checks::Verdict;

struct State {
    std::string_view prefix;
    Verdict (*check)(std::string_view number);
};

constexpr State states[] = {
    {"AT", vat_checks::austria},     {"BE", vat_checks::belgium},
    {"BG", vat_checks::bulgaria},    {"CY", vat_checks::cyprus},
    {"CZ", vat_checks::czechia},     {"DE", vat_checks::germany},
    {"DK", vat_checks::denmark},     {"EE", vat_checks::estonia},
    {"EL", vat_checks::greece},      {"ES", vat_checks::spain},
    {"FI", vat_checks::finland},     {"FR", vat_checks::france},
    {"HR", vat_checks::croatia},     {"HU", vat_checks::hungary},
    {"IE", vat_checks::ireland},     {"IT", vat_checks::italy},
    {"LT", vat_checks::lithuania},   {"LU", vat_checks::luxembourg},
    {"LV", vat_checks::latvia},      {"MT", vat_checks::malta},
    {"NL", vat_checks::netherlands}, {"PL", vat_checks::poland},
    {"PT", vat_checks::portugal},    {"RO", vat_checks::romania},
    {"SE", vat_checks::sweden},      {"SI", vat_checks::slovenia},
    {"SK", vat_checks::slovakia},    {"XI", vat_checks::northern_ireland},
};

const State* find_state(std::string_view prefix) {
    const auto* found = std::find_if(std::begin(states), std::end(states),
                                     [&](const State& state) { return state.prefix == prefix; });
    return found == std::end(states) ? nullptr : found;
}

/// Without separators, ASCII letters in upper case.
std::string compact(std::string_view text) {
    constexpr std::string_view separators = " .-/:";
    std::string compacted;
    for (const char c : text) {
        if (separators.find(c) != std::string_view::npos) continue;
        compacted += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return compacted;
}

/// Numbers of the time before the states added a leading zero.
std::string pad(std::string_view prefix, std::string number) {
    const bool short_belgian = prefix == "BE" && number.size() == 9;
    const bool short_greek = prefix == "EL" && number.size() == 8;
    return short_belgian || short_greek ? "0" + number : number;
}

Error refuse(std::string code, std::string detail) {
    return {ErrorKind::invalid, std::move(code), std::move(detail)};
}

}  // namespace

Result<VatNumber> VatNumber::parse(std::string_view text) {
    constexpr std::size_t longest_text = 40;
    if (text.size() > longest_text) return refuse("vat_number_format", "the text is too long");
    const std::string compacted = compact(text);
    std::string prefix = compacted.substr(0, 2);
    if (prefix == "GR") prefix = "EL";
    const State* state = find_state(prefix);
    if (state == nullptr)
        return refuse("vat_number_unknown_prefix",
                      "a VAT number begins with the two letters of an EU state, or XI");
    const std::string number = pad(prefix, compacted.substr(2));
    switch (state->check(number)) {
        case Verdict::valid:
            return VatNumber(prefix + number);
        case Verdict::bad_check_digits:
            return refuse("vat_number_check_digits", "the check digits do not fit the number");
        case Verdict::bad_format:
            break;
    }
    return refuse("vat_number_format", "this is not the format of the state's VAT numbers");
}

std::string VatNumber::country() const {
    if (prefix() == "EL") return "GR";
    if (prefix() == "XI") return "GB";
    return prefix();
}

}  // namespace tenure
