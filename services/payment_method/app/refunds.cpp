#include "payment_method/app/refunds.hpp"

#include "domain/failpoint.hpp"
#include "payment_method/app/payments.hpp"

namespace tenure::payment_method {

namespace {

Error refund_not_found() {
    return {ErrorKind::not_found, "refund_not_found", "the account has no such refund"};
}

Error payment_not_found() {
    return {ErrorKind::not_found, "payment_not_found", "the account has no such payment"};
}

Status check_same(const Refund& refund, const RefundCommand& command) {
    if (refund.payment == command.payment && refund.amount == command.amount) return done;
    return Error{ErrorKind::conflict, "refund_mismatch",
                 "the refund's id was used for another amount or payment"};
}

}  // namespace

Refunds::Refunds(PaymentMethodStore& store, const Providers& providers,
                 const EventDocuments& documents)
    : store_(store), providers_(providers), documents_(documents) {}

Result<Refund> Refunds::find(const AccountId& account, const RefundId& id) {
    if (const auto refund = store_.refund(account, id)) return *refund;
    return refund_not_found();
}

Result<Refund> Refunds::refund(const RefundCommand& command) {
    const Caller& caller = command.caller;
    TENURE_TRY_ASSIGN(const Opening opening, open(command));
    if (!is_open(opening.refund.status)) return opening.refund;
    TENURE_FAILPOINT("payment_method.refund_created");
    const ChargeOutcome outcome = outcome_of(caller.account, opening, caller.now);
    TENURE_FAILPOINT("payment_method.provider_refunded");
    return record(caller.account, command.id, outcome, caller.now);
}

Result<Refunds::Opening> Refunds::open(const RefundCommand& command) {
    Opening opening;
    const Caller& caller = command.caller;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<Charge> charge = tx.charge(command.payment);
        if (!charge) return payment_not_found();
        const std::optional<Refund> before = tx.refund(command.id);
        opening = {before.value_or(Refund()), *charge, !before};
        if (before) return check_same(*before, command);
        const Money promised(tx.promised_minor(command.payment), command.amount.currency());
        TENURE_TRY(check_refund(charge->payment, promised, command.amount));
        Refund& refund = opening.refund;
        refund.id = command.id;
        refund.payment = command.payment;
        refund.amount = command.amount;
        refund.created_at = caller.now;
        refund.on_test_clock = caller.on_test_clock;
        tx.insert(refund, caller);
        return done;
    }));
    return opening;
}

ChargeOutcome Refunds::outcome_of(const AccountId& account, const Opening& opening, Timestamp now) {
    Provider* provider = providers_.find(opening.charge.provider);
    if (provider == nullptr) return ChargeOutcome::unknown();
    const RefundRequest request{account, opening.refund.id,
                                request_of(account, opening.charge, now), opening.refund.amount,
                                opening.refund.reference};
    if (!opening.fresh) {
        if (const auto outcome = provider->find(request)) return *outcome;
    }
    return provider->refund(request);
}

Result<Refund> Refunds::record(const AccountId& account, const RefundId& id,
                               const ChargeOutcome& outcome, Timestamp now) {
    Refund refund;
    TENURE_TRY(store_.transact(account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<Refund> before = tx.refund(id);
        if (!before) return refund_not_found();
        refund = settle(*before, outcome);
        const bool changed =
            refund.status != before->status || refund.reference != before->reference;
        if (changed) write(tx, refund, now);
        return done;
    }));
    return refund;
}

void Refunds::write(PaymentMethodTx& tx, const Refund& refund, Timestamp now) const {
    tx.update(refund, now);
    if (is_open(refund.status)) return;
    Payment payment = tx.charge(refund.payment).value().payment;
    tx.append_event("refund." + std::string(name_of(refund.status)), documents_.of(payment, refund),
                    now);
    const bool whole = payment.refunded_minor == payment.amount.minor();
    if (!whole || payment.status != PaymentStatus::succeeded) return;
    payment.status = PaymentStatus::refunded;
    tx.update(payment, now);
    tx.append_event("payment.refunded", documents_.of(payment), now);
}

Result<bool> Refunds::sweep(const std::function<Timestamp()>& now_of) {
    const std::optional<UnfinishedRefund> unfinished = store_.take_unfinished_refund();
    if (!unfinished) return false;
    const auto& [account, id] = *unfinished;
    const std::optional<Refund> refund = store_.refund(account, id);
    if (!refund || !is_open(refund->status)) return true;
    const std::optional<Charge> charge = store_.charge(account, refund->payment);
    if (!charge) return true;
    const Timestamp now = refund->on_test_clock ? refund->created_at : now_of();
    TENURE_TRY(record(account, id, outcome_of(account, {*refund, *charge, false}, now), now));
    return true;
}

}  // namespace tenure::payment_method
