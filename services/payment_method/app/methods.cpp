#include "payment_method/app/methods.hpp"

#include <utility>

#include "domain/card_guard.hpp"

namespace tenure::payment_method {

namespace {

Error not_found() {
    return {ErrorKind::not_found, "payment_method_not_found",
            "the account has no such payment method"};
}

}  // namespace

PaymentMethods::PaymentMethods(PaymentMethodStore& store, Provider& provider,
                               const Fingerprints& fingerprints, const EventDocuments& documents,
                               CardPolicy policy)
    : store_(store),
      provider_(provider),
      fingerprints_(fingerprints),
      documents_(documents),
      policy_(std::move(policy)) {}

Result<MethodPage> PaymentMethods::list(const AccountId& account, int limit,
                                        const std::string& cursor) {
    return store_.page(account, limit, cursor);
}

Result<PaymentMethod> PaymentMethods::find(const AccountId& account, const PaymentMethodId& id) {
    if (auto method = store_.method(account, id)) return *method;
    return not_found();
}

Result<PaymentMethod> PaymentMethods::default_method(const AccountId& account) {
    if (auto method = store_.default_method(account)) return *method;
    return Error{ErrorKind::not_found, "payment_method_missing",
                 "the account has no payment method"};
}

Result<PaymentMethod> PaymentMethods::add(const AddCardCommand& command) {
    if (command.key && command.key->resume)
        return find(command.caller.account, PaymentMethodId(*command.key->resume));
    if (!policy_.accept_card_numbers) return card_number_not_accepted("/card/number");
    TENURE_TRY_ASSIGN(const Registration registration, register_card(command));
    Result<PaymentMethod> kept = keep(command, registration);
    if (!kept.ok()) provider_.forget_card(registration.token);
    return kept;
}

Result<PaymentMethods::Registration> PaymentMethods::register_card(const AddCardCommand& command) {
    TENURE_TRY_ASSIGN(const CheckedCard card,
                      check_card(command.card, policy_.ranges, policy_.zone, command.caller.now));
    TENURE_TRY_ASSIGN(const RegisteredCard registered, provider_.register_card(card));
    const Result<Funding> funding =
        accept_funding(card.funding, registered.funding, policy_.accept_unknown_funding);
    if (!funding.ok()) {
        provider_.forget_card(registered.token);
        return funding.error();
    }
    PaymentMethod method;
    method.id = PaymentMethodId::make(command.caller.now);
    method.card = {std::string(card.number.brand()), card.number.last4(), card.expiry, *funding,
                   card.holder};
    method.created_at = command.caller.now;
    return Registration{method, registered.token, fingerprints_.of(card.number)};
}

Result<PaymentMethod> PaymentMethods::keep(const AddCardCommand& command,
                                           const Registration& registration) {
    PaymentMethod method;
    TENURE_TRY(store_.transact(command.caller.account, [&](PaymentMethodTx& tx) -> Status {
        method = registration.method;
        if (tx.has_card({registration.fingerprint, method.card.expiry}))
            return Error{ErrorKind::conflict, "payment_method_exists",
                         "the account has this card already"};
        const bool first = tx.count_methods() == 0;
        TENURE_TRY(tx.insert(method, registration.token, registration.fingerprint, command.key));
        tx.append_event("payment_method.added", documents_.of(method), command.caller.now);
        if (first || command.make_default) appoint(tx, method, command.caller.now);
        return done;
    }));
    return method;
}

void PaymentMethods::appoint(PaymentMethodTx& tx, PaymentMethod& method, Timestamp now) const {
    if (method.is_default) return;
    tx.set_default(method.id);
    method.is_default = true;
    tx.append_event("payment_method.default_changed", documents_.of(method), now);
}

Result<PaymentMethod> PaymentMethods::make_default(const Caller& caller,
                                                   const PaymentMethodId& id) {
    PaymentMethod method;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<PaymentMethod> found = tx.method(id);
        if (!found) return not_found();
        method = *found;
        if (method.card.expiry.expired(policy_.zone, caller.now))
            return Error{ErrorKind::conflict, "payment_method_expired", "the card has expired"};
        appoint(tx, method, caller.now);
        return done;
    }));
    return method;
}

Status PaymentMethods::remove(const Caller& caller, const PaymentMethodId& id) {
    std::string token;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<PaymentMethod> method = tx.method(id);
        if (!method) return not_found();
        TENURE_TRY(check_removal(*method, tx.count_methods(), tx.has_open_payment(id)));
        token = tx.remove(id, caller.now);
        return done;
    }));
    provider_.forget_card(token);
    return done;
}

}  // namespace tenure::payment_method
