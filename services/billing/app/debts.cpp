#include "billing/app/debts.hpp"

#include <algorithm>

namespace tenure::billing {

namespace {

std::optional<Debt> debt_of(DebtTx& debts, const InvoiceId& invoice) {
    for (Debt& debt : debts.debts()) {
        if (debt.invoice == invoice) return std::move(debt);
    }
    return std::nullopt;
}

bool lives(const Account& account) {
    return account.status == AccountStatus::trialing || account.status == AccountStatus::live;
}

/// An order's invoice is opened while its payment is being processed; it is a debt once that
/// failed.
bool order_is_paying(BillingTx& tx, const Invoice& invoice) {
    return !invoice.order_id.empty() && !debt_of(tx.debts(), invoice.id);
}

}  // namespace

Status not_being_paid(BillingTx& tx, const Invoice& invoice) {
    if (invoice.status != InvoiceStatus::open) return done;
    const std::optional<Attempt> attempt = tx.debts().active(invoice.id);
    const bool paying =
        attempt ? attempt->status != AttemptStatus::scheduled : order_is_paying(tx, invoice);
    if (!paying) return done;
    return Error{ErrorKind::conflict, "payment_in_progress",
                 "a payment of the invoice has no outcome yet"};
}

void Debts::paid(BillingTx& tx, Invoice invoice, Timestamp at) const {
    tx.mark_paid(invoice.id, at);
    invoice.status = InvoiceStatus::paid;
    invoice.paid_at = at;
    tx.publish("invoice.paid", events_.invoice(invoice), at);
    forget(tx, invoice.id, at);
}

void Debts::failed(BillingTx& tx, const Invoice& invoice, const Attempt& attempt,
                   CollectedBy method, Timestamp at) const {
    DebtTx& debts = tx.debts();
    Debt debt = debt_of(debts, invoice.id).value_or(Debt{});
    if (debt.invoice.empty()) {
        debt.invoice = invoice.id;
        debt.since = debt_since(policy_, debts.opened_at(invoice.id), at);
    }
    debt.method = method;
    ++debt.collections;
    debt.reminder_at = next_reminder(policy_, debt, at);
    save(debts, debt);
    const std::optional<Timestamp> next = next_attempt(policy_, debt, at);
    if (next && !debts.active(invoice.id))
        debts.insert({PaymentId::make(at), invoice.id, AttemptStatus::scheduled, *next});
    tx.publish("invoice.payment_failed",
               events_.payment_failed(invoice, attempt, debt.collections, next), at);
    settle_standing(tx, at);
}

void Debts::returned(BillingTx& tx, Invoice invoice, const Attempt& attempt, CollectedBy method,
                     Timestamp at) const {
    if (invoice.status == InvoiceStatus::paid) {
        tx.debts().reopen(invoice.id);
        invoice.status = InvoiceStatus::open;
        invoice.paid_at.reset();
        tx.publish("invoice.reopened", events_.invoice(invoice), at);
        if (amount_due(invoice).is_zero()) return void_credited(tx, invoice, at);
    }
    if (invoice.status == InvoiceStatus::open) failed(tx, invoice, attempt, method, at);
}

void Debts::void_credited(BillingTx& tx, Invoice invoice, Timestamp at) const {
    tx.close(invoice.id, InvoiceStatus::void_);
    invoice.status = InvoiceStatus::void_;
    tx.publish("invoice.voided", events_.invoice(invoice), at);
}

void Debts::closed(BillingTx& tx, const InvoiceId& invoice, Timestamp at) const {
    forget(tx, invoice, at);
}

void Debts::step(BillingTx& tx, Timestamp now) const {
    for (const Debt& debt : tx.debts().debts()) step(tx, debt, now);
}

void Debts::step(BillingTx& tx, Debt debt, Timestamp now) const {
    const std::optional<Timestamp> due = next_step(policy_, debt);
    if (!due || *due > now) return;
    if (suspends_at(policy_, debt) <= now) {
        debt.suspended_at = now;
        debt.reminder_at.reset();
        cancel_scheduled(tx, debt.invoice);
        save(tx.debts(), debt);
        return settle_standing(tx, now);
    }
    debt.reminder_at = next_reminder(policy_, debt, now);
    save(tx.debts(), debt);
    if (const std::optional<Invoice> invoice = tx.find(debt.invoice))
        tx.publish("invoice.payment_reminder", events_.invoice(*invoice), now);
}

void Debts::collect_at_once(BillingTx& tx, Timestamp now) const {
    DebtTx& debts = tx.debts();
    for (const Debt& debt : debts.debts()) {
        std::optional<Attempt> attempt = debts.active(debt.invoice);
        if (!attempt) {
            debts.insert({PaymentId::make(now), debt.invoice, AttemptStatus::scheduled, now});
        } else if (attempt->status == AttemptStatus::scheduled && attempt->due_at > now) {
            attempt->due_at = now;
            debts.update(*attempt);
        }
    }
}

void Debts::save(DebtTx& debts, const Debt& debt) const {
    debts.save(debt, next_step(policy_, debt));
}

void Debts::cancel_scheduled(BillingTx& tx, const InvoiceId& invoice) const {
    std::optional<Attempt> attempt = tx.debts().active(invoice);
    if (!attempt || attempt->status != AttemptStatus::scheduled) return;
    attempt->status = AttemptStatus::cancelled;
    tx.debts().update(*attempt);
}

void Debts::forget(BillingTx& tx, const InvoiceId& invoice, Timestamp at) const {
    cancel_scheduled(tx, invoice);
    tx.debts().remove_debt(invoice);
    settle_standing(tx, at);
}

void Debts::settle_standing(BillingTx& tx, Timestamp at) const {
    const Account account = tx.account();
    const std::vector<Debt> debts = tx.debts().debts();
    const Standing standing = standing_with(debts);
    if (standing == account.standing) return;
    tx.debts().set_standing(standing);
    if (!lives(account)) return;  // an ended account has ended, whatever it owes
    if (standing == Standing::good)
        tx.publish("account.restored", events_.restored(), at);
    else if (standing == Standing::past_due)
        tx.publish("account.past_due", events_.past_due(debts.front()), at);
    else
        tx.publish("account.suspended", events_.suspended(at), at);
}

}  // namespace tenure::billing
