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

Mandate mandate_of(const DebitInput& input, const Creditor& creditor, const TimeZone& zone,
                   Timestamp now) {
    Mandate mandate;
    mandate.reference = new_mandate_reference(now);
    mandate.creditor_identifier = creditor.identifier.str();
    mandate.creditor_name = creditor.name;
    mandate.signed_on = zone.date_of(now);
    mandate.acceptance = {now, harmless(input.address), harmless(input.user_agent)};
    mandate.texts = mandate_texts(creditor, mandate.scheme);
    return mandate;
}

}  // namespace

Result<CheckedDebit> check_debit(const DebitInput& input, const Creditor& creditor,
                                 const TimeZone& zone, Timestamp now) {
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
    if (!input.mandate_accepted)
        errors.push_back(
            {"/mandate/accepted", "mandate_not_accepted", "the holder's consent is needed"});
    if (!errors.empty())
        return Error{ErrorKind::invalid, "invalid_fields", "the bank account cannot be accepted",
                     std::move(errors)};
    return CheckedDebit{*iban, bic, input.holder, mandate_of(input, creditor, zone, now)};
}

}  // namespace tenure::payment_method
