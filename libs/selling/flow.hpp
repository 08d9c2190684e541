#pragma once
// The way of a purchase at every seller (decision 3):
//   1. open: the change is written as `pending` with the request's key, and committed;
//   2. carry_on: billing is asked to order it, under the change's id;
//   3. record: the outcome is written. When billing refuses before anything was ordered, the change
//      and its key are forgotten.
// Whoever is killed in between, the customer's retry, sweep() and billing's events carry on.
//
// A seller's transaction type has `SellerTx& seller()` besides its own rows:
//
//   flow_({"subscription",
//          [&](const AccountId& account, const auto& body) { return store.transact(account, body);
//          },
//          [&](const Change& change) { return purchase_of(change); },
//          [&](SubscriptionTx& tx, const Settled& settled) { ... }},
//         store.reads(), billing);
//   return flow_.make(caller, key, draft, [&](SubscriptionTx& tx, Change& draft) { check... });

#include <functional>
#include <optional>
#include <string>

#include "domain/failpoint.hpp"
#include "selling/ports.hpp"

namespace tenure::selling {

/// A change that has just taken an order's outcome, within the transaction that writes it.
struct Settled {
    const Change& before;
    const Change& after;
    const OrderOutcome& outcome;
    /// For the history: who asked for the change, while it was pending; later, who brought the
    /// outcome.
    const Caller& by;
};

/// True when the error is billing's no: nothing was ordered. False when the outcome is unknown.
bool is_refusal(const Error& error);
Error change_not_found();
/// The caller for work on a change that goes on without its request: in an account on a test clock
/// it is still the change's moment.
Caller caller_of(const Change& change, Caller caller);
/// Who brought it about that the change takes an outcome, see Settled::by.
Caller actor_of(const Change& change, Caller caller);
/// Error `change_not_scheduled` or `change_already_in_effect` when there is nothing to undo.
Status check_undoable(const Change& change, Timestamp now);

template <class Tx>
class ChangeFlow {
  public:
    struct Seller {
        std::string name;
        /// One transaction on one account, locked.
        std::function<Status(const AccountId&, const std::function<Status(Tx&)>&)> transact;
        /// What the change asks of billing; the same again for the same change.
        std::function<Result<Purchase>(const Change&)> purchase_of;
        /// What else the outcome does to the seller's rows.
        std::function<void(Tx&, const Settled&)> settled;
    };
    /// Checks the draft against the state under the account's lock, and completes it.
    using Check = std::function<Status(Tx&, Change& draft)>;

    ChangeFlow(Seller seller, SellerReads& reads, Billing& billing)
        : seller_(std::move(seller)), reads_(reads), billing_(billing) {}

    /// Opens the change and carries it on. It comes back `pending` while the payment's outcome is
    /// not known. Errors: the check's, billing's refusals, payment_required with the decline's
    /// code.
    Result<Change> make(const Caller& caller, const std::optional<IdempotencyKey>& key,
                        Change draft, const Check& check) {
        TENURE_TRY_ASSIGN(const Change change, open(caller, key, std::move(draft), check));
        return carry_on(caller, change, !key || !key->resume);
    }

    /// The pending change of this request: new, or the one that an interrupted request made.
    Result<Change> open(const Caller& caller, const std::optional<IdempotencyKey>& key,
                        Change draft, const Check& check) {
        if (key && key->resume) {
            TENURE_TRY_ASSIGN(const ChangeId id, ChangeId::parse(*key->resume));
            if (auto change = reads_.find(caller.account, id)) return *change;
            return change_not_found();
        }
        draft.id = ChangeId::make(caller.now);
        draft.created_at = caller.now;
        draft.asked_by = {caller.subject, caller.roles, caller.request_id, caller.on_test_clock};
        std::optional<Change> opened;
        TENURE_TRY(seller_.transact(caller.account, [&](Tx& tx) -> Status {
            opened = draft;
            TENURE_TRY(check(tx, *opened));
            return tx.seller().insert(*opened, key);
        }));
        TENURE_FAILPOINT((seller_.name + ".change_pending").c_str());
        return *opened;
    }

    /// Orders and records the outcome. `first` when no earlier attempt may have reached billing.
    Result<Change> carry_on(const Caller& caller, const Change& change, bool first) {
        if (change.status != ChangeStatus::pending) return answer_of(change);
        TENURE_TRY_ASSIGN(const Purchase purchase, seller_.purchase_of(change));
        Result<OrderOutcome> order = billing_.order(caller, change.id, change.quote_id, purchase);
        // Ordered before, when the catalogue was another: what was ordered then stands.
        if (!order.ok() && order.error().code == "order_mismatch")
            order = billing_.find(caller, change.id);
        TENURE_FAILPOINT((seller_.name + ".order_placed").c_str());
        if (order.ok()) {
            TENURE_TRY_ASSIGN(const Change settled, record(caller, change.id, *order));
            TENURE_FAILPOINT((seller_.name + ".change_recorded").c_str());
            return answer_of(settled);
        }
        // Not reached at all: nothing was ordered, so nothing may be charged later.
        const bool nothing_sent = first && order.error().code == "upstream_unavailable";
        if (!nothing_sent && !is_refusal(order.error())) return change;
        TENURE_TRY(seller_.transact(caller.account, [&](Tx& tx) -> Status {
            tx.seller().withdraw(change.id);
            return done;
        }));
        return order.error();
    }

    /// Writes an order's outcome, in a transaction of its own.
    Result<Change> record(const Caller& caller, const ChangeId& id, const OrderOutcome& outcome) {
        std::optional<Change> recorded;
        TENURE_TRY(seller_.transact(caller.account, [&](Tx& tx) -> Status {
            recorded = settle(tx, id, outcome, caller);
            return recorded ? Status(done) : change_not_found();
        }));
        return *recorded;
    }

    /// Undoes a scheduled change; an undone one is answered as it is. Errors: `change_not_found`,
    /// `change_not_scheduled`, `change_already_in_effect`, billing's refusals.
    Result<Change> undo(const Caller& caller, const ChangeId& id) {
        const std::optional<Change> change = reads_.find(caller.account, id);
        if (!change) return change_not_found();
        if (change->status == ChangeStatus::undone) return *change;
        TENURE_TRY(check_undoable(*change, caller.now));
        TENURE_TRY_ASSIGN(const OrderOutcome outcome, billing_.undo(caller, id));
        return record(caller, id, outcome);
    }

    /// Carries on with one change that was left unfinished; false when there is none.
    Result<bool> sweep(const std::function<Caller(const AccountId&)>& caller_for) {
        const std::optional<Unfinished> unfinished = reads_.take_unfinished();
        if (!unfinished) return false;
        if (const auto change = reads_.find(unfinished->account, unfinished->change)) {
            const Caller caller = caller_of(*change, caller_for(unfinished->account));
            const Result<Change> carried = carry_on(caller, *change, false);
            // A decline is an outcome like another here; anything else is met after the lease.
            if (!carried.ok() && carried.error().kind == ErrorKind::internal)
                return carried.error();
        }
        return true;
    }

    /// Within a transaction (of an event): the change takes the order's outcome, which `caller`
    /// brought. Nothing when the order is not this seller's.
    std::optional<Change> settle(Tx& tx, const ChangeId& id, const OrderOutcome& outcome,
                                 const Caller& caller = {}) {
        const std::optional<Change> change = tx.seller().find(id);
        if (!change) return std::nullopt;
        const std::optional<Change> after = after_outcome(*change, outcome);
        if (!after) return change;
        tx.seller().finish(*after);
        if (seller_.settled && after->status != ChangeStatus::pending)
            seller_.settled(tx, {*change, *after, outcome, actor_of(*change, caller)});
        return after;
    }

  private:
    Seller seller_;
    SellerReads& reads_;
    Billing& billing_;
};

}  // namespace tenure::selling
