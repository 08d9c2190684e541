#include "payment_method/app/payments.hpp"

#include "domain/failpoint.hpp"

namespace tenure::payment_method {

namespace {

Error not_found() {
    return {ErrorKind::not_found, "payment_not_found", "the account has no such payment"};
}

Payment payment_of(const PayCommand& command, const PaymentMethodId& method) {
    Payment payment;
    payment.id = command.id;
    payment.amount = command.amount;
    payment.purpose = command.purpose;
    payment.description = command.description;
    payment.method = method;
    payment.created_at = command.caller.now;
    payment.on_test_clock = command.caller.on_test_clock;
    return payment;
}

}  // namespace

Payments::Payments(PaymentMethodStore& store, Provider& provider, const EventDocuments& documents,
                   TimeZone zone)
    : store_(store), provider_(provider), documents_(documents), zone_(std::move(zone)) {}

Result<Payment> Payments::find(const AccountId& account, const PaymentId& id) {
    if (const auto charge = store_.charge(account, id)) return charge->payment;
    return not_found();
}

Result<Payment> Payments::pay(const PayCommand& command) {
    const Caller& caller = command.caller;
    TENURE_TRY_ASSIGN(const Opening opening, open(command));
    if (is_final(opening.charge.payment.status)) return opening.charge.payment;
    TENURE_FAILPOINT("payment_method.payment_created");
    const ChargeOutcome outcome = outcome_of(caller.account, opening, caller.now);
    TENURE_FAILPOINT("payment_method.provider_charged");
    TENURE_TRY_ASSIGN(const Payment payment,
                      record(caller.account, command.id, outcome, caller.now));
    TENURE_FAILPOINT("payment_method.payment_recorded");
    return payment;
}

Result<Payments::Opening> Payments::open(const PayCommand& command) {
    Opening opening;
    TENURE_TRY(store_.transact(command.caller.account, [&](PaymentMethodTx& tx) -> Status {
        std::optional<Charge> charge = tx.charge(command.id);
        opening.fresh = !charge;
        if (charge) {
            TENURE_TRY(check_same(charge->payment, command.amount, command.purpose));
        } else {
            const std::optional<PaymentMethod> method = tx.default_method();
            if (!method)
                return Error{ErrorKind::not_found, "payment_method_missing",
                             "the account has no payment method"};
            tx.insert(payment_of(command, method->id), command.caller);
            charge = tx.charge(command.id);
        }
        opening.charge = charge.value();
        return done;
    }));
    return opening;
}

ChargeOutcome Payments::outcome_of(const AccountId& account, const Opening& opening,
                                   Timestamp now) {
    const auto& [payment, expiry, token] = opening.charge;
    if (!opening.fresh) {
        if (const auto outcome = provider_.find(account, payment.id)) return *outcome;
    }
    if (expiry.expired(zone_, now)) return ChargeOutcome::failure("payment_method_expired");
    return provider_.charge({account, payment.id, token, payment.amount});
}

Result<Payment> Payments::record(const AccountId& account, const PaymentId& id,
                                 const ChargeOutcome& outcome, Timestamp now) {
    Payment payment;
    TENURE_TRY(store_.transact(account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<Charge> charge = tx.charge(id);
        if (!charge) return not_found();
        payment = settle(charge->payment, outcome);
        if (payment.status == charge->payment.status) return done;
        tx.update(payment, now);
        if (is_final(payment.status))
            tx.append_event("payment." + std::string(name_of(payment.status)),
                            documents_.of(payment), now);
        return done;
    }));
    return payment;
}

Result<bool> Payments::sweep(const std::function<Timestamp()>& now_of) {
    const std::optional<Unfinished> unfinished = store_.take_unfinished();
    if (!unfinished) return false;
    const auto& [account, id] = *unfinished;
    const std::optional<Charge> charge = store_.charge(account, id);
    if (!charge || is_final(charge->payment.status)) return true;
    // The clock of an account on a test clock stands still where nobody moves it.
    const Timestamp now = charge->payment.on_test_clock ? charge->payment.created_at : now_of();
    TENURE_TRY(record(account, id, outcome_of(account, {*charge, false}, now), now));
    return true;
}

}  // namespace tenure::payment_method
