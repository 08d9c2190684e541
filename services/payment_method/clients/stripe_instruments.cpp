#include "payment_method/clients/stripe_instruments.hpp"

#include "domain/card_guard.hpp"

namespace tenure::payment_method {

namespace {

Error unavailable() {
    return {ErrorKind::unavailable, "payment_provider_unavailable",
            "the payment provider does not answer just now: nothing was kept, try again"};
}

Error unknown_token() {
    return {ErrorKind::invalid,
            "invalid_fields",
            "the card cannot be accepted",
            {{"/card/token", "card_token_unknown", "no browser was given this token"}}};
}

Error refused(const StripeFailure& failure) {
    return {ErrorKind::invalid, "payment_method_refused",
            std::string(failure_detail(payment_failure_code(failure)))};
}

/// Why a payment method was not taken. A customer whom Stripe does not know is no fault of the
/// card.
Error error_of(const StripeAnswer& answer) {
    if (answer.kind != StripeAnswer::Kind::refused) return unavailable();
    const StripeFailure failure = read_stripe_failure(answer.body);
    if (failure.parameter == "customer") return unavailable();
    if (failure.type == "invalid_request_error" && failure.decline_code.empty())
        return unknown_token();
    return refused(failure);
}

Error authentication_required(const StripeSetupIntent& setup) {
    return {ErrorKind::conflict,
            "card_authentication_required",
            "the card's holder must authenticate at `url`; then send the card again with `token`",
            {},
            {{"url", setup.action_url}, {"token", setup.id}}};
}

/// Tokens become parts of paths: only what Stripe's identifiers are made of passes.
bool is_token(const std::string& token, std::string_view prefix) {
    if (!token.starts_with(prefix) || token.size() > 100) return false;
    for (const char c : token)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_'))
            return false;
    return true;
}

}  // namespace

StripeInstruments::StripeInstruments(StripeApi& api, StripeBook& book, const Clock& clock,
                                     const StripeOptions& options)
    : api_(api),
      book_(book),
      clock_(clock),
      return_url_(options.return_url),
      debit_email_(options.debit_email) {}

Result<RegisteredInstrument> StripeInstruments::keep(const NewInstrument& instrument) {
    if (const auto* token = std::get_if<CardToken>(&instrument.what))
        return keep_card(instrument.account, token->token);
    if (const auto* debit = std::get_if<CheckedDebit>(&instrument.what))
        return keep_debit(instrument.account, *debit);
    // Numbers go from the browser to Stripe. (config.cpp sees to it that none comes here.)
    return card_number_not_accepted("/card/number");
}

void StripeInstruments::forget(const std::string& token) {
    // Should Stripe not answer, the method stays with the customer there; nothing of ours names it.
    if (is_token(token, "pm_")) api_.post("/v1/payment_methods/" + token + "/detach", {}, once());
}

Result<RegisteredInstrument> StripeInstruments::keep_card(const AccountId& account,
                                                          const std::string& token) {
    const bool set_up_before = is_token(token, "seti_");
    if (!set_up_before && !is_token(token, "pm_")) return unknown_token();
    TENURE_TRY_ASSIGN(const std::string customer, customer_of(account));
    StripeSetupIntent setup;
    if (set_up_before) {
        const StripeAnswer answer = api_.get("/v1/setup_intents/" + token);
        if (!answer.ok()) return error_of(answer);
        setup = read_setup_intent(answer.body);
        // Somebody else's card is not to be had by knowing a token.
        if (setup.customer != customer) return unknown_token();
    } else {
        TENURE_TRY_ASSIGN(setup, set_up_card(account, customer, token));
    }
    return kept_card(setup, customer);
}

Result<StripeSetupIntent> StripeInstruments::set_up_card(const AccountId& account,
                                                         const std::string& customer,
                                                         const std::string& token) {
    StripeForm form = set_up_form(account, customer, token);
    form.add("payment_method_types[]", "card").add("return_url", return_url_);
    const StripeAnswer answer = api_.post("/v1/setup_intents", form, once());
    if (!answer.ok()) return error_of(answer);
    return read_setup_intent(answer.body);
}

Result<RegisteredInstrument> StripeInstruments::kept_card(const StripeSetupIntent& setup,
                                                          const std::string& customer) {
    if (setup.status == "requires_action" && !setup.action_url.empty())
        return authentication_required(setup);
    if (setup.status == "requires_payment_method") return refused(setup.failure);
    if (setup.status != "succeeded" || !is_token(setup.payment_method, "pm_"))
        return unknown_token();
    const StripeAnswer answer = api_.get("/v1/payment_methods/" + setup.payment_method);
    if (!answer.ok()) return error_of(answer);
    const StripeMethod method = read_stripe_method(answer.body);
    const CardExpiry& expiry = method.card.expiry;
    if (method.type != "card" || method.customer != customer || method.card.fingerprint.empty() ||
        method.card.last4.size() != 4 || expiry.month < 1 || expiry.month > 12)
        return unknown_token();
    RegisteredInstrument kept{method.id, method.funding, method.card};
    kept.card->fingerprint = "stripe:" + method.card.fingerprint;
    return kept;
}

Result<RegisteredInstrument> StripeInstruments::keep_debit(const AccountId& account,
                                                           const CheckedDebit& debit) {
    TENURE_TRY_ASSIGN(const std::string customer, customer_of(account));
    StripeForm form;
    form.add("type", "sepa_debit").add("sepa_debit[iban]", debit.iban.str());
    form.add("billing_details[name]", debit.holder).add("billing_details[email]", debit_email_);
    form.add("metadata[tenure_account]", account.str());
    const StripeAnswer made = api_.post("/v1/payment_methods", form, once());
    if (made.kind == StripeAnswer::Kind::refused) return refused(read_stripe_failure(made.body));
    if (!made.ok()) return unavailable();
    const std::string method = read_stripe_id(made.body);
    TENURE_TRY_ASSIGN(const StripeSetupIntent setup,
                      set_up_debit(account, customer, method, debit.mandate));
    if (setup.status != "succeeded") return refused(setup.failure);
    RegisteredInstrument kept{method};
    const StripeAnswer mandate = api_.get("/v1/mandates/" + setup.mandate);
    if (!mandate.ok()) return unavailable();
    kept.mandate_reference = read_mandate_reference(mandate.body);
    return kept;
}

Result<StripeSetupIntent> StripeInstruments::set_up_debit(const AccountId& account,
                                                          const std::string& customer,
                                                          const std::string& method,
                                                          const Mandate& mandate) {
    StripeForm form = set_up_form(account, customer, method);
    form.add("payment_method_types[]", "sepa_debit");
    const std::string acceptance = "mandate_data[customer_acceptance]";
    const Acceptance& given = mandate.acceptance;
    const bool online = given.address && given.user_agent;
    form.add(acceptance + "[type]", online ? "online" : "offline");
    if (online) {
        form.add(acceptance + "[online][ip_address]", *given.address);
        form.add(acceptance + "[online][user_agent]", *given.user_agent);
    } else {
        form.add(acceptance + "[offline]", "");
    }
    const StripeAnswer answer = api_.post("/v1/setup_intents", form, once());
    if (answer.kind == StripeAnswer::Kind::refused)
        return refused(read_stripe_failure(answer.body));
    if (!answer.ok()) return unavailable();
    return read_setup_intent(answer.body);
}

Result<std::string> StripeInstruments::customer_of(const AccountId& account) {
    if (const auto known = book_.customer(account)) return *known;
    StripeForm form;
    form.add("description", account.str()).add("metadata[tenure_account]", account.str());
    const StripeAnswer answer = api_.post("/v1/customers", form, account.str() + ":customer");
    if (!answer.ok()) return unavailable();
    return book_.keep_customer(account, read_stripe_id(answer.body));
}

StripeForm StripeInstruments::set_up_form(const AccountId& account, const std::string& customer,
                                          const std::string& method) const {
    StripeForm form;
    form.add("customer", customer).add("payment_method", method);
    form.add("usage", "off_session").add("confirm", "true");
    form.add("metadata[tenure_account]", account.str());
    return form;
}

/// A key of its own for each request: against the network's repetitions only.
std::string StripeInstruments::once() const {
    return new_id("idk", clock_.now());
}

}  // namespace tenure::payment_method
