#include "payment_method/app/mandates.hpp"

#include <stdexcept>
#include <utility>

namespace tenure::payment_method {

namespace {

Error not_found() {
    return {ErrorKind::not_found, "payment_method_not_found",
            "the account has no such payment method"};
}

SepaDebit debit_of(const PaymentMethod& method) {
    return std::get<SepaDebit>(method.instrument);
}

/// The mandate of a provider that collects from another account under another reference.
Mandate renamed(Mandate mandate, const RegisteredInstrument& kept, const Acceptance& acceptance) {
    mandate.reference = kept.mandate_reference;
    mandate.acceptance = acceptance;
    return mandate;
}

}  // namespace

Mandates::Mandates(PaymentMethodStore& store, const Providers& providers,
                   const Fingerprints& fingerprints, const EventDocuments& documents,
                   Creditor creditor)
    : store_(store),
      providers_(providers),
      fingerprints_(fingerprints),
      documents_(documents),
      creditor_(std::move(creditor)) {}

Result<Mandates::Found> Mandates::find(const AccountId& account, const PaymentMethodId& id) {
    Found found;
    TENURE_TRY(store_.transact(account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<PaymentMethod> method = tx.method(id);
        const std::optional<RegisteredRow> row = tx.registered(id);
        if (!method || !row) return not_found();
        if (type_of(*method) != MethodType::sepa_debit)
            return Error{ErrorKind::not_found, "mandate_missing", "a card has no mandate"};
        found = {*method, *row, tx.has_open_payment(id)};
        return done;
    }));
    return found;
}

Provider& Mandates::provider_of(const RegisteredRow& row) const {
    Provider* provider = providers_.find(row.provider);
    if (provider == nullptr)
        throw std::runtime_error("the payment provider " + row.provider + " is not configured");
    return *provider;
}

void Mandates::note(PaymentMethodTx& tx, const Caller& caller, const std::string& what,
                    const PaymentMethod& before, const PaymentMethod& after) const {
    const TimeZone zone = tx.zone();
    tx.audit(caller, {what, "/v1/payment-methods/" + after.id.str() + "/mandate",
                      documents_.shown(before, zone, caller.now),
                      documents_.shown(after, zone, caller.now)});
}

Result<PaymentMethod> Mandates::cancel(const Caller& caller, const PaymentMethodId& id) {
    TENURE_TRY_ASSIGN(const Found found, find(caller.account, id));
    provider_of(found.row).revoke(found.row.token);
    PaymentMethod method;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<PaymentMethod> before = tx.method(id);
        if (!before) return not_found();
        tx.cancel_mandate(id, caller.now);
        method = tx.method(id).value();
        if (debit_of(*before).mandate.cancelled_at) return done;
        tx.append_event("mandate.cancelled", documents_.of(method), caller.now);
        note(tx, caller, "mandate.cancelled", *before, method);
        return done;
    }));
    return method;
}

Result<PaymentMethod> Mandates::sign(const SignMandateCommand& command) {
    const Caller& caller = command.caller;
    if (!command.consent.given)
        return Error{ErrorKind::invalid,
                     "invalid_fields",
                     "the mandate cannot be accepted",
                     {{"/accepted", "mandate_not_accepted", "the holder's consent is needed"}}};
    TENURE_TRY_ASSIGN(const Found found, find(caller.account, command.method));
    if (found.in_use)
        return Error{ErrorKind::conflict, "payment_method_in_use",
                     "a payment under the mandate has no outcome yet"};
    const Mandate mandate =
        sign_mandate(creditor_, command.consent.terms, acceptance_of(command.consent, caller.now),
                     store_.zone(caller.account).date_of(caller.now));
    TENURE_TRY(provider_of(found.row).sign(found.row.token, mandate));
    PaymentMethod method;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        const std::optional<PaymentMethod> before = tx.method(command.method);
        if (!before) return not_found();
        tx.replace_mandate(command.method, mandate);
        method = tx.method(command.method).value();
        tx.append_event("mandate.signed", documents_.of(method), caller.now);
        note(tx, caller, "mandate.signed", *before, method);
        return done;
    }));
    return method;
}

Result<PaymentMethod> Mandates::amend(const AmendMandateCommand& command) {
    const Caller& caller = command.caller;
    TENURE_TRY_ASSIGN(const Found found, find(caller.account, command.method));
    const Mandate& mandate = debit_of(found.method).mandate;
    TENURE_TRY_ASSIGN(const CheckedDebit debit, check_amendment(command.input, mandate));
    const Date today = store_.zone(caller.account).date_of(caller.now);
    if (status_of(mandate, today) != MandateStatus::active)
        return Error{ErrorKind::conflict, "mandate_ended", "a mandate must be signed anew"};
    MandateAmended amended;
    amended.debit = {debit.iban.country(), debit.iban.last4(), debit.holder, std::nullopt, mandate};
    if (debit.bic) amended.debit.bic = debit.bic->str();
    amended.acceptance = acceptance_of(command.input.consent, caller.now);
    amended.row = found.row;
    amended.row.fingerprint = fingerprints_.of(debit.iban);
    const bool same_account = amended.row.fingerprint == found.row.fingerprint;
    Provider& provider = provider_of(found.row);
    PaymentMethod method;
    const auto check = [&](PaymentMethodTx& tx) -> Status {
        if (!tx.method(command.method)) return not_found();
        if (!same_account && tx.has_instrument({amended.row.fingerprint, std::nullopt}))
            return Error{ErrorKind::conflict, "payment_method_exists",
                         "the account has this card or bank account already"};
        return done;
    };
    TENURE_TRY(store_.transact(caller.account, check));
    TENURE_TRY_ASSIGN(const RegisteredInstrument kept,
                      provider.amend(found.row.token, {caller.account, debit}));
    amended.row.token = kept.token;
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        TENURE_TRY(check(tx));
        const PaymentMethod before = tx.method(command.method).value();
        tx.amend(before, amended);
        if (!kept.mandate_reference.empty())
            tx.replace_mandate(command.method, renamed(mandate, kept, amended.acceptance));
        method = tx.method(command.method).value();
        tx.append_event("mandate.amended", documents_.of(method), caller.now);
        note(tx, caller, "mandate.amended", before, method);
        return done;
    }));
    if (kept.token != found.row.token) provider.forget(found.row.token);
    return method;
}

}  // namespace tenure::payment_method
