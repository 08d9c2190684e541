#include "payment_method/app/payments.hpp"

#include "domain/failpoint.hpp"

namespace tenure::payment_method {

namespace {

Error not_found() {
    return {ErrorKind::not_found, "payment_not_found", "the account has no such payment"};
}

Payment payment_of(const PayCommand& command, const PaymentMethod& method) {
    Payment payment;
    payment.id = command.id;
    payment.amount = command.amount;
    payment.purpose = command.purpose;
    payment.description = command.description;
    payment.method = method.id;
    payment.method_type = type_of(method);
    payment.customer_present = command.customer_present;
    payment.created_at = command.caller.now;
    payment.on_test_clock = command.caller.on_test_clock;
    return payment;
}

}  // namespace

ChargeRequest request_of(const AccountId& account, const Charge& charge, Timestamp now) {
    const Payment& payment = charge.payment;
    return {account,          payment.id,          payment.method_type,      charge.token,
            payment.amount,   payment.description, payment.customer_present, now,
            payment.reference};
}

Payments::Payments(PaymentMethodStore& store, const Providers& providers,
                   const EventDocuments& documents)
    : store_(store), providers_(providers), documents_(documents) {}

Result<Payment> Payments::find(const AccountId& account, const PaymentId& id) {
    if (const auto charge = store_.charge(account, id)) return charge->payment;
    return not_found();
}

Result<Payment> Payments::pay(const PayCommand& command) {
    const Caller& caller = command.caller;
    TENURE_TRY_ASSIGN(const Opening opening, open(command));
    if (is_decided(opening.charge.payment.status)) return opening.charge.payment;
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
            if (tx.is_cancelled(command.id))
                return Error{ErrorKind::conflict, "payment_cancelled",
                             "the payment was called off before it was made"};
            const std::optional<PaymentMethod> method = tx.default_method();
            if (!method)
                return Error{ErrorKind::not_found, "payment_method_missing",
                             "the account has no payment method"};
            if (command.caller.on_test_clock) tx.put_on_test_clock();
            tx.set_subscription_state(SubscriptionState::live);
            tx.insert(payment_of(command, *method), command.caller);
            charge = tx.charge(command.id);
        }
        opening.charge = charge.value();
        return done;
    }));
    return opening;
}

ChargeOutcome Payments::outcome_of(const AccountId& account, const Opening& opening,
                                   Timestamp now) {
    const Charge& charge = opening.charge;
    Provider* provider = providers_.find(charge.provider);
    if (provider == nullptr) return ChargeOutcome::unknown();
    const ChargeRequest request = request_of(account, charge, now);
    if (!opening.fresh) {
        if (const auto outcome = provider->find(request)) return *outcome;
    }
    // Judged by the day of the payment, so that whoever takes it up again judges alike.
    const TimeZone zone = charge.zone.value();
    if (charge.expiry && !provider->renews_cards() &&
        charge.expiry->expired(zone, charge.payment.created_at))
        return ChargeOutcome::failure("payment_method_expired");
    if (charge.mandate && status_of(*charge.mandate, zone.date_of(now)) != MandateStatus::active)
        return ChargeOutcome::failure("mandate_ended");
    return provider->charge(request);
}

Result<Payment> Payments::record(const AccountId& account, const PaymentId& id,
                                 const ChargeOutcome& outcome, Timestamp now) {
    Payment payment;
    TENURE_TRY(store_.transact(account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<Charge> charge = tx.charge(id);
        if (!charge) return not_found();
        payment = charge->payment;
        // Who was not told that it succeeded cannot make sense of its coming back.
        if (outcome.kind == ChargeOutcome::Kind::returned)
            write(tx, payment, ChargeOutcome::success(), now);
        write(tx, payment, outcome, now);
        return done;
    }));
    return payment;
}

void Payments::write(PaymentMethodTx& tx, Payment& payment, const ChargeOutcome& outcome,
                     Timestamp now) const {
    const Payment before = payment;
    payment = settle(before, outcome);
    if (payment.status == before.status && payment.due_at == before.due_at &&
        payment.reference == before.reference && payment.collected_on == before.collected_on)
        return;
    tx.update(payment, now);
    if (payment.collected_on && !before.collected_on)
        tx.append_event("payment.announced", documents_.of(payment), now);
    if (payment.status == before.status || !is_decided(payment.status)) return;
    tx.append_event("payment." + std::string(name_of(payment.status)), documents_.of(payment), now);
    if (ends_mandate(payment.failure_code) && tx.end_mandate(payment.method, now))
        if (const std::optional<PaymentMethod> method = tx.method(payment.method))
            tx.append_event("mandate.ended", documents_.of(*method), now);
}

Result<bool> Payments::sweep(const std::function<Timestamp()>& now_of) {
    const std::optional<Unfinished> unfinished = store_.take_unfinished();
    if (!unfinished) return false;
    const auto& [account, id] = *unfinished;
    const std::optional<Charge> charge = store_.charge(account, id);
    if (!charge || is_decided(charge->payment.status)) return true;
    const Timestamp now = present(charge->payment, now_of());
    TENURE_TRY(record(account, id, outcome_of(account, {*charge, false}, now), now));
    return true;
}

Result<std::optional<Payment>> Payments::cancel(const Caller& caller, const PaymentId& id) {
    std::optional<Payment> made;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        made.reset();
        if (const std::optional<Charge> charge = tx.charge(id))
            made = charge->payment;
        else if (!tx.is_cancelled(id))
            tx.cancel(id, caller.now);
        return done;
    }));
    return made;
}

Result<bool> Payments::look(const AccountId& account, const PaymentId& id, Timestamp now) {
    constexpr std::chrono::hours patience{1};
    const std::optional<Charge> charge = store_.charge(account, id);
    if (!charge) return not_found();
    Provider* provider = providers_.find(charge->provider);
    std::optional<ChargeOutcome> outcome;
    if (provider != nullptr) outcome = provider->find(request_of(account, *charge, now));
    const bool silent = !outcome || outcome->kind == ChargeOutcome::Kind::unknown;
    if (silent) {
        TENURE_TRY(postpone(account, id, now + patience));
        return !outcome.has_value();  // of what a provider never saw there is nothing to tell
    }
    // News that are due already would have been told.
    if (outcome->news_at && *outcome->news_at <= now) outcome->news_at = now + patience;
    TENURE_TRY(record(account, id, *outcome, now));
    return true;
}

Timestamp Payments::present(const Payment& payment, Timestamp real_now) {
    return payment.on_test_clock ? payment.created_at : real_now;
}

Status Payments::postpone(const AccountId& account, const PaymentId& id, Timestamp until) {
    return store_.transact(account, [&](PaymentMethodTx& tx) -> Status {
        std::optional<Charge> charge = tx.charge(id);
        if (!charge || !charge->payment.due_at || *charge->payment.due_at >= until) return done;
        charge->payment.due_at = until;
        tx.update(charge->payment, until);
        return done;
    });
}

}  // namespace tenure::payment_method
