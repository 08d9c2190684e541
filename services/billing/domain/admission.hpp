#pragma once
// Whether an account's state admits a purchase or its undoing now. All of it is asked under the
// account's lock, in the transaction that commits.

#include "billing/domain/account.hpp"
#include "billing/domain/order.hpp"
#include "billing/domain/purchase.hpp"
#include "domain/result.hpp"

namespace tenure::billing {

/// The term and day for which a purchase is priced; of a start the term that it makes, numbered on
/// from an earlier life. Errors (conflict): `subscription_exists` for a second start,
/// `subscription_missing`, `subscription_ended`, `term_ended` when the renewal has not been made
/// yet.
Result<CurrentTerm> term_for(const Purchase& purchase, const Account& account, Timestamp now);

/// What is deferred to the very instant of the renewal is part of the renewal, and on its invoice.
Purchase joined_with_renewal(Purchase purchase, const CurrentTerm& current);

/// When the purchase takes effect.
Timestamp effective_at(const Purchase& purchase, const CurrentTerm& current, Timestamp now);

/// Errors (conflict): `trial_not_available`, `account_suspended`, `cancellation_pending`,
/// `cycle_unchanged`, `cycle_change_pending`; (invalid) what only a trial may do at once, and an
/// instant that has passed.
Status admit(const Purchase& purchase, const Account& account, const CurrentTerm& current,
             Timestamp now);

/// Error `change_window_closed` (conflict) with `deadline`, `renews_on`, `next_window_opens_on` and
/// `allowed`; a trial has no window.
Status check_window(const CurrentTerm& current, Timestamp now);

/// Errors (conflict): `change_not_scheduled`, `change_already_in_effect`, `change_window_closed`.
/// A deferred order may be undone until its instant, whatever the window.
Status admit_undo(const Order& order, const Account& account, Timestamp now);

}  // namespace tenure::billing
