// Stripe's reasons in our words: https://docs.stripe.com/declines/codes,
// https://docs.stripe.com/payments/sepa-debit (failure codes), https://docs.stripe.com/error-codes.

#include <array>
#include <utility>

#include "payment_method/clients/stripe_documents.hpp"

namespace tenure::payment_method {

namespace {

using Word = std::pair<std::string_view, std::string_view>;

/// What the customer can do something about has a code of its own; the rest is a decline. Whether
/// a card is reported as lost or stolen is nothing to tell whoever holds it.
constexpr std::array words{
    Word{"insufficient_funds", "insufficient_funds"},
    Word{"authentication_required", "payment_authentication_required"},
    Word{"payment_intent_authentication_failure", "payment_authentication_required"},
    Word{"authentication_not_handled", "payment_authentication_required"},
    Word{"offline_pin_required", "payment_authentication_required"},
    Word{"online_or_offline_pin_required", "payment_authentication_required"},
    Word{"expired_card", "payment_method_expired"},
    Word{"invalid_expiry_year", "payment_method_expired"},
    Word{"withdrawal_count_limit_exceeded", "debit_limit_exceeded"},
    Word{"charge_exceeds_source_limit", "debit_limit_exceeded"},
    Word{"charge_exceeds_transaction_limit", "debit_limit_exceeded"},
    Word{"charge_exceeds_weekly_limit", "debit_limit_exceeded"},
    Word{"account_closed", "bank_account_closed"},
    Word{"bank_account_closed", "bank_account_closed"},
    Word{"bank_account_restricted", "bank_account_closed"},
    Word{"bank_account_unusable", "bank_account_closed"},
    Word{"no_account", "bank_account_closed"},
    Word{"debit_not_authorized", "debit_unauthorised"},
    Word{"debit_disputed", "debit_unauthorised"},
    Word{"recipient_deceased", "mandate_ended"},
    Word{"mandate_invalid", "mandate_ended"},
    Word{"payment_intent_mandate_invalid", "mandate_ended"},
    Word{"payment_method_invalid_mandate", "mandate_ended"},
};

std::string_view ours_for(std::string_view theirs) {
    for (const auto& [known, ours] : words)
        if (known == theirs) return ours;
    return "";
}

}  // namespace

std::string payment_failure_code(const StripeFailure& failure) {
    for (const std::string& theirs : {failure.decline_code, failure.code})
        if (const std::string_view ours = ours_for(theirs); !ours.empty()) return std::string(ours);
    return "payment_declined";
}

}  // namespace tenure::payment_method
