#pragma once
// What the end of a term brings: the next term and its invoice, or the end of the account.

#include <optional>
#include <vector>

#include "billing/domain/account.hpp"
#include "billing/domain/details.hpp"
#include "billing/domain/vat.hpp"

namespace tenure::billing {

enum class EndReason { cancelled, unpaid, trial_not_converted };
inline constexpr EnumNames<EndReason, 3> end_reason_names{{
    {"cancelled", EndReason::cancelled},
    {"unpaid", EndReason::unpaid},
    {"trial_not_converted", EndReason::trial_not_converted},
}};

/// Why the account ends with its current term; nothing when a term follows, or when it is a trial
/// that only a payment method can decide on.
std::optional<EndReason> end_of_term(const Account& account, const CurrentTerm& current);

/// The instant at which a change is decided: its request's present, but not before the last term.
/// A request that was on its way while its account was renewed meets the new term, never a past
/// one.
Timestamp decided_at(const Account& account, Timestamp now);

/// The invoice for the term after the current one. Whoever shows it and whoever issues it calls
/// this.
Result<NextInvoice> renewal_invoice(const Account& account, const CurrentTerm& current,
                                    const Details& buyer, const std::vector<ItemChange>& items,
                                    const VatPolicy& policy);

}  // namespace tenure::billing
