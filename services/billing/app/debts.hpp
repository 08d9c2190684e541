#pragma once
// What a payment's outcome means for its invoice and for how the account stands. Every function
// works within the caller's transaction, which has locked the account.

#include "billing/app/debt_ports.hpp"

namespace tenure::billing {

/// Error (conflict) `payment_in_progress` while a payment of an open invoice has no outcome yet.
Status not_being_paid(BillingTx& tx, const Invoice& invoice);

class Debts {
  public:
    Debts(EngineEvents& events, DunningPolicy policy) : events_(events), policy_(policy) {}

    /// The invoice is paid: its debt ends, and with the last one the account is good again.
    void paid(BillingTx& tx, Invoice invoice, Timestamp at) const;
    /// A payment of an open invoice failed: it is a debt from now on, or still.
    void failed(BillingTx& tx, const Invoice& invoice, const Attempt& attempt, CollectedBy method,
                Timestamp at) const;
    /// A payment came back: the invoice is open again, and a debt.
    void returned(BillingTx& tx, Invoice invoice, const Attempt& attempt, CollectedBy method,
                  Timestamp at) const;
    /// The invoice is void or uncollectible: nothing is collected for it any more.
    void closed(BillingTx& tx, const InvoiceId& invoice, Timestamp at) const;
    /// Reminders and the suspension that are due.
    void step(BillingTx& tx, Timestamp now) const;
    /// There is a new way to pay: every debt is collected at once.
    void collect_at_once(BillingTx& tx, Timestamp now) const;

    const DunningPolicy& policy() const { return policy_; }

  private:
    /// Everything that a returned payment paid for was credited: nothing is due any more.
    void void_credited(BillingTx& tx, Invoice invoice, Timestamp at) const;
    void save(DebtTx& debts, const Debt& debt) const;
    void step(BillingTx& tx, Debt debt, Timestamp now) const;
    void cancel_scheduled(BillingTx& tx, const InvoiceId& invoice) const;
    void forget(BillingTx& tx, const InvoiceId& invoice, Timestamp at) const;
    /// Brings the account's standing in line with its debts and tells.
    void settle_standing(BillingTx& tx, Timestamp at) const;

    EngineEvents& events_;
    DunningPolicy policy_;
};

}  // namespace tenure::billing
