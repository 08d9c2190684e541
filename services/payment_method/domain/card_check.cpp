#include "payment_method/domain/card_check.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tenure::payment_method {

namespace {

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

}  // namespace

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

}  // namespace tenure::payment_method
