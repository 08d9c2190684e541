#include "payment_method/domain/card_check.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tenure::payment_method {

namespace {

constexpr std::size_t longest_card_number = 19;
constexpr std::string_view all_digits = "0123456789";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

Error invalid_fields(std::vector<FieldError> fields) {
    return {ErrorKind::invalid, "invalid_fields", "the card cannot be accepted", std::move(fields)};
}

FieldError field_error(std::string pointer, const Error& error) {
    return {std::move(pointer), error.code, error.detail};
}

FieldError prepaid() {
    return {"/card/number", "card_prepaid", "prepaid cards are not accepted"};
}

std::string expiry_pointer(const Error& error) {
    return error.code == "card_expiry_too_far" ? "/card/exp_year" : "/card/exp_month";
}

/// The security code fits the brand, or could fit one while the brand is not known.
bool cvc_fits(std::string_view cvc, const Result<CardNumber>& number) {
    if (!std::all_of(cvc.begin(), cvc.end(), is_digit)) return false;
    if (!number.ok()) return cvc.size() == 3 || cvc.size() == 4;
    const int length = number->cvc_length();
    return length > 0 && cvc.size() == static_cast<std::size_t>(length);
}

/// A run of digits in a text; `joined` when nothing but spaces and hyphens part it from the last.
struct DigitGroup {
    std::string_view digits;
    bool joined = false;
};

std::vector<DigitGroup> digit_groups(std::string_view text) {
    std::vector<DigitGroup> groups;
    bool joined = false;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            joined = joined && (text[at] == ' ' || text[at] == '-');
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        groups.push_back({text.substr(at, end - at), joined});
        joined = true;
        at = end;
    }
    return groups;
}

bool is_card_number(std::string_view text) {
    const Result<CardNumber> number = CardNumber::parse(text);
    return number.ok() && passes_luhn(number->digits());
}

}  // namespace

Funding CardRanges::funding_of(std::string_view digits) const {
    for (std::size_t length = digits.size(); length > 0; --length) {
        const auto found = by_prefix_.find(std::string(digits.substr(0, length)));
        if (found != by_prefix_.end()) return found->second;
    }
    return Funding::unknown;
}

Result<CheckedCard> check_card(const CardInput& input, const CardRanges& ranges,
                               const TimeZone& zone, Timestamp now) {
    std::vector<FieldError> errors;
    const Result<CardNumber> number = CardNumber::parse(input.number);
    if (!number.ok()) errors.push_back(field_error("/card/number", number.error()));
    const Result<CardExpiry> expiry = CardExpiry::parse(input.exp_month, input.exp_year, zone, now);
    if (!expiry.ok()) errors.push_back(field_error(expiry_pointer(expiry.error()), expiry.error()));
    if (input.cvc && !cvc_fits(*input.cvc, number))
        errors.push_back({"/card/cvc", "card_cvc_invalid", "not a security code of this brand"});
    const Funding funding = number.ok() ? ranges.funding_of(number->digits()) : Funding::unknown;
    if (funding == Funding::prepaid) errors.push_back(prepaid());
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return CheckedCard{*number, *expiry, funding, input.cvc, input.holder};
}

Result<Funding> accept_funding(Funding by_range, Funding by_provider, bool accept_unknown) {
    if (by_range == Funding::prepaid || by_provider == Funding::prepaid)
        return invalid_fields({prepaid()});
    const Funding funding = by_provider == Funding::unknown ? by_range : by_provider;
    if (funding == Funding::unknown && !accept_unknown)
        return invalid_fields({{"/card/number", "card_funding_unknown",
                                "cards of which it is not known that they are no prepaid cards "
                                "are not accepted"}});
    return funding;
}

Error card_number_not_accepted(const std::string& pointer) {
    return {ErrorKind::invalid,
            "pan_not_accepted",
            "card numbers are not accepted here",
            {{pointer, "pan_not_accepted", "looks like a card number"}}};
}

bool contains_card_number(std::string_view text) {
    const std::vector<DigitGroup> groups = digit_groups(text);
    for (std::size_t first = 0; first < groups.size(); ++first) {
        std::string digits;
        for (std::size_t at = first; at < groups.size(); ++at) {
            if (at > first && !groups[at].joined) break;
            digits += groups[at].digits;
            if (digits.size() > longest_card_number) break;
            if (is_card_number(digits)) return true;
        }
    }
    return false;
}

bool is_card_number_in_identifier(std::string_view text) {
    const std::size_t first = text.find_first_of(all_digits);
    if (first == std::string_view::npos) return false;
    const std::size_t last = text.find_last_of(all_digits);
    if (is_card_number(text.substr(first, last - first + 1))) return true;
    constexpr std::size_t longest_group_of_uuid = 12;
    for (const DigitGroup& group : digit_groups(text))
        if (group.digits.size() > longest_group_of_uuid && is_card_number(group.digits))
            return true;
    return false;
}

}  // namespace tenure::payment_method
