#include "payment_method/app/methods.hpp"

#include <stdexcept>
#include <utility>

#include "domain/card_guard.hpp"

namespace tenure::payment_method {

namespace {

Error not_found() {
    return {ErrorKind::not_found, "payment_method_not_found",
            "the account has no such payment method"};
}

}  // namespace

PaymentMethods::PaymentMethods(PaymentMethodStore& store, const Providers& providers,
                               const Fingerprints& fingerprints, const EventDocuments& documents,
                               MethodPolicy policy)
    : store_(store),
      providers_(providers),
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

TimeZone PaymentMethods::zone(const AccountId& account) {
    return store_.zone(account);
}

Result<PaymentMethod> PaymentMethods::add(const AddMethodCommand& command) {
    if (command.key && command.key->resume)
        return find(command.caller.account, PaymentMethodId(*command.key->resume));
    TENURE_TRY_ASSIGN(const Registration registration, register_instrument(command));
    Result<PaymentMethod> kept = keep(command, registration);
    if (!kept.ok()) forget_unless_kept(command.caller.account, registration.row);
    return kept;
}

Result<PaymentMethods::Registration> PaymentMethods::register_instrument(
    const AddMethodCommand& command) {
    const Caller& caller = command.caller;
    TENURE_TRY_ASSIGN(
        Registration registration,
        std::visit(
            [&](const auto& input) { return register_input(caller.account, input, caller.now); },
            command.input));
    registration.method.id = PaymentMethodId::make(caller.now);
    registration.method.created_at = caller.now;
    return registration;
}

Result<PaymentMethods::Registration> PaymentMethods::register_input(const AccountId& account,
                                                                    const CardInput& input,
                                                                    Timestamp now) {
    if (!policy_.accept_card_numbers) return card_number_not_accepted("/card/number");
    TENURE_TRY_ASSIGN(const CheckedCard card,
                      check_card(input, policy_.ranges, store_.zone(account), now));
    TENURE_TRY_ASSIGN(const RegisteredInstrument kept,
                      keep_at_provider({account, card}, MethodType::card));
    Card known{std::string(card.number.brand()), card.number.last4(), card.expiry, card.funding,
               card.holder};
    if (kept.card) known.brand = kept.card->brand;
    return register_card(account, kept, known, fingerprints_.of(card.number));
}

Result<PaymentMethods::Registration> PaymentMethods::register_input(const AccountId& account,
                                                                    const CardToken& input,
                                                                    Timestamp) {
    TENURE_TRY_ASSIGN(const RegisteredInstrument kept,
                      keep_at_provider({account, input}, MethodType::card));
    const ProviderCard& told = kept.card.value();
    const Card known{told.brand, told.last4, told.expiry, Funding::unknown, input.holder};
    return register_card(account, kept, known, told.fingerprint);
}

Result<PaymentMethods::Registration> PaymentMethods::register_card(const AccountId& account,
                                                                   const RegisteredInstrument& kept,
                                                                   const Card& card,
                                                                   std::string fingerprint) {
    Registration registration;
    registration.row = {providers_.name_for(MethodType::card), kept.token, fingerprint,
                        expiry_notice_at(card.expiry, store_.zone(account))};
    const Result<Funding> funding =
        accept_funding(card.funding, kept.funding, policy_.accept_unknown_funding);
    if (!funding.ok()) {
        forget_unless_kept(account, registration.row);
        return funding.error();
    }
    Card accepted = card;
    accepted.funding = *funding;
    registration.method.instrument = accepted;
    registration.identity = {std::move(fingerprint), card.expiry};
    return registration;
}

Result<PaymentMethods::Registration> PaymentMethods::register_input(const AccountId& account,
                                                                    const DebitInput& input,
                                                                    Timestamp now) {
    TENURE_TRY_ASSIGN(const CheckedDebit debit,
                      check_debit(input, policy_.creditor, store_.zone(account), now));
    TENURE_TRY_ASSIGN(const RegisteredInstrument kept,
                      keep_at_provider({account, debit}, MethodType::sepa_debit));
    std::optional<std::string> bic;
    if (debit.bic) bic = debit.bic->str();
    Registration registration;
    Mandate mandate = debit.mandate;
    if (!kept.mandate_reference.empty()) mandate.reference = kept.mandate_reference;
    registration.method.instrument =
        SepaDebit{debit.iban.country(), debit.iban.last4(), debit.holder, bic, mandate};
    registration.row = {providers_.name_for(MethodType::sepa_debit), kept.token,
                        fingerprints_.of(debit.iban), std::nullopt};
    registration.identity = {registration.row.fingerprint, std::nullopt};
    return registration;
}

Result<RegisteredInstrument> PaymentMethods::keep_at_provider(const NewInstrument& instrument,
                                                              MethodType type) {
    Provider* provider = providers_.find(providers_.name_for(type));
    if (provider == nullptr) throw std::logic_error("the provider of new methods is not there");
    return provider->keep(instrument);
}

void PaymentMethods::forget(const RegisteredRow& row) {
    // A provider that is no longer configured cannot be told.
    if (Provider* provider = providers_.find(row.provider)) provider->forget(row.token);
}

void PaymentMethods::forget_unless_kept(const AccountId& account, const RegisteredRow& row) {
    // A browser's token that comes a second time is the one that the account's method has.
    if (!store_.has_token(account, row.provider, row.token)) forget(row);
}

Result<PaymentMethod> PaymentMethods::keep(const AddMethodCommand& command,
                                           const Registration& registration) {
    const Caller& caller = command.caller;
    PaymentMethod method;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        method = registration.method;
        if (tx.has_instrument(registration.identity))
            return Error{ErrorKind::conflict, "payment_method_exists",
                         "the account has this card or bank account already"};
        if (caller.on_test_clock) tx.put_on_test_clock();
        const bool first = tx.count_methods() == 0;
        TENURE_TRY(tx.insert(method, registration.row, command.key));
        tx.append_event("payment_method.added", documents_.of(method), caller.now);
        note(tx, caller, "payment_method.added", std::nullopt, method);
        if (first || command.make_default) appoint(tx, method, caller);
        return done;
    }));
    return method;
}

void PaymentMethods::appoint(PaymentMethodTx& tx, PaymentMethod& method,
                             const Caller& caller) const {
    if (method.is_default) return;
    const std::optional<PaymentMethod> before = tx.default_method();
    tx.set_default(method.id);
    method.is_default = true;
    tx.append_event("payment_method.default_changed", documents_.of(method), caller.now);
    note(tx, caller, "payment_method.default_changed", before, method);
}

void PaymentMethods::note(PaymentMethodTx& tx, const Caller& caller, const std::string& action,
                          const std::optional<PaymentMethod>& before,
                          const std::optional<PaymentMethod>& after) const {
    const TimeZone zone = tx.zone();
    const auto shown = [&](const std::optional<PaymentMethod>& method) {
        return method ? std::optional(documents_.shown(*method, zone, caller.now)) : std::nullopt;
    };
    const PaymentMethodId& id = after ? after->id : before.value().id;
    tx.audit(caller, {action, "/v1/payment-methods/" + id.str(), shown(before), shown(after)});
}

Result<PaymentMethod> PaymentMethods::make_default(const Caller& caller,
                                                   const PaymentMethodId& id) {
    PaymentMethod method;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<PaymentMethod> found = tx.method(id);
        if (!found) return not_found();
        method = *found;
        if (expired(method, tx.zone(), caller.now))
            return Error{ErrorKind::conflict, "payment_method_expired", "the card has expired"};
        appoint(tx, method, caller);
        return done;
    }));
    return method;
}

Status PaymentMethods::remove(const Caller& caller, const PaymentMethodId& id) {
    RegisteredRow row;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<PaymentMethod> method = tx.method(id);
        if (!method) return not_found();
        const bool needed = tx.subscription_state() == SubscriptionState::live;
        TENURE_TRY(check_removal(*method, {tx.count_methods(), needed, tx.has_open_payment(id)}));
        row = tx.remove(id, caller.now);
        tx.append_event("payment_method.removed", documents_.of(*method), caller.now);
        note(tx, caller, "payment_method.removed", method, std::nullopt);
        return done;
    }));
    forget(row);
    return done;
}

Status PaymentMethods::note_subscription(const Caller& caller, const SubscriptionNews& news) {
    std::vector<RegisteredRow> accounts;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        tx.set_subscription_state(news.state);
        tx.set_zone(news.zone);
        accounts = tx.bank_accounts();
        return done;
    }));
    if (news.state != SubscriptionState::ended) return done;
    for (const RegisteredRow& row : accounts)
        if (Provider* provider = providers_.find(row.provider)) provider->wind_down(row.token);
    return done;
}

Status PaymentMethods::announce_expiry(const AccountId& account, const PaymentMethodId& id,
                                       Timestamp at) {
    return store_.transact(account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<PaymentMethod> method = tx.method(id);
        if (method && tx.take_notice(id))
            tx.append_event("payment_method.expiring", documents_.of(*method), at);
        return done;
    });
}

}  // namespace tenure::payment_method
