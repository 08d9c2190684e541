#pragma once
// What happens to an invoice whose payment failed or came back: when it is collected again, when
// the account is reminded, when it is suspended. Pure: rows, the policy and an instant in, an
// instant out.

#include <optional>
#include <string>
#include <vector>

#include "billing/domain/account.hpp"
#include "domain/enum_names.hpp"
#include "domain/id.hpp"
#include "domain/time.hpp"

namespace tenure::billing {

/// How money is taken, as far as dunning cares.
enum class CollectedBy { card, sepa_debit };
inline constexpr EnumNames<CollectedBy, 2> collected_by_names{{
    {"card", CollectedBy::card},
    {"sepa_debit", CollectedBy::sepa_debit},
}};

/// What the operator decides (TENURE_DUNNING_...).
struct DunningPolicy {
    std::chrono::days card_retry{5};    ///< a card is tried again every so often
    int debit_collections = 2;          ///< direct debits in all, the first one included
    std::chrono::days debit_retry{14};  ///< between two direct debits
    std::chrono::days debit_reminder{
        7};                       ///< the payer of a direct debit is reminded every so often
    std::chrono::days grace{30};  ///< then the account is suspended
};

/// An open invoice of which a payment failed.
struct Debt {
    InvoiceId invoice;
    Timestamp since;
    CollectedBy method = CollectedBy::card;  ///< of the last payment
    int collections = 0;                     ///< payments tried since then
    std::optional<Timestamp> reminder_at = {};
    std::optional<Timestamp> suspended_at = {};
};

/// A debt counts from the invoice's issue; from its first failure when that comes after the grace,
/// as with a direct debit that comes back late.
Timestamp debt_since(const DunningPolicy& policy, Timestamp opened_at, Timestamp failed_at);
Timestamp suspends_at(const DunningPolicy& policy, const Debt& debt);
/// The next automatic payment after an instant; none once suspended or when the tries are used up.
/// They lie on a grid from `since`, so that a payment in between shifts none.
std::optional<Timestamp> next_attempt(const DunningPolicy& policy, const Debt& debt,
                                      Timestamp after);
/// The next reminder after an instant, of a debt that is collected by direct debit.
std::optional<Timestamp> next_reminder(const DunningPolicy& policy, const Debt& debt,
                                       Timestamp after);
/// When something happens to the debt by itself: a reminder or the suspension.
std::optional<Timestamp> next_step(const DunningPolicy& policy, const Debt& debt);

/// How an account stands with these debts.
Standing standing_with(const std::vector<Debt>& debts);

}  // namespace tenure::billing
