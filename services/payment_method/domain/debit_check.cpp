#include "payment_method/domain/debit_check.hpp"

#include <utility>
#include <vector>

#include "domain/card_guard.hpp"

namespace tenure::payment_method {

namespace {

/// What a client sends along is kept only where it cannot hold what may not be kept.
std::optional<std::string> harmless(const std::optional<std::string>& text) {
    constexpr std::size_t longest = 255;
    if (!text || contains_card_number(*text) || contains_iban(*text)) return std::nullopt;
    return text->substr(0, longest);
}

}  // namespace

Acceptance acceptance_of(const Consent& consent, Timestamp now) {
    return {now, harmless(consent.address), harmless(consent.user_agent)};
}

Result<CheckedDebit> check_amendment(const DebitInput& input, const Mandate& mandate) {
    std::vector<FieldError> errors;
    const auto reject = [&](std::string pointer, const Error& error) {
        errors.push_back(FieldError{std::move(pointer), error.code, error.detail});
    };
    const Result<Iban> iban = Iban::parse(input.iban);
    if (!iban.ok()) reject("/sepa_debit/iban", iban.error());
    if (iban.ok() && !iban->is_sepa())
        errors.push_back({"/sepa_debit/iban", "iban_not_sepa", "SEPA does not reach this country"});
    std::optional<Bic> bic;
    if (input.bic) {
        const Result<Bic> parsed = Bic::parse(*input.bic);
        if (!parsed.ok()) reject("/sepa_debit/bic", parsed.error());
        if (parsed.ok()) bic = *parsed;
    }
    if (!input.consent.given)
        errors.push_back(
            {"/mandate/accepted", "mandate_not_accepted", "the holder's consent is needed"});
    if (!errors.empty())
        return Error{ErrorKind::invalid, "invalid_fields", "the bank account cannot be accepted",
                     std::move(errors)};
    return CheckedDebit{*iban, bic, input.holder, mandate};
}

Result<CheckedDebit> check_debit(const DebitInput& input, const Creditor& creditor,
                                 const TimeZone& zone, Timestamp now) {
    return check_amendment(
        input, sign_mandate(creditor, input.consent.terms, acceptance_of(input.consent, now),
                            zone.date_of(now)));
}

}  // namespace tenure::payment_method
