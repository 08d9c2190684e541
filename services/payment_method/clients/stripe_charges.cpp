#include "payment_method/clients/stripe_charges.hpp"

#include <algorithm>

#include "log/log.hpp"
#include "payment_method/clients/stripe_amount.hpp"

namespace tenure::payment_method {

namespace {

using Answered = StripeAnswer::Kind;
using Outcome = ChargeOutcome::Kind;

constexpr std::chrono::hours patience_with_customers{1};
constexpr std::chrono::hours patience_with_banks{24};  // should a notification be lost

std::string key_of(const ChargeRequest& request, const std::string& step) {
    return request.account.str() + ":" + request.payment.str() + ":" + step;
}

std::string path_of(const std::string& intent, const std::string& step = {}) {
    return "/v1/payment_intents/" + intent + (step.empty() ? "" : "/" + step);
}

std::string_view type_of(const ChargeRequest& request) {
    return request.type == MethodType::card ? "card" : "sepa_debit";
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    return text;
}

StripeForm form_of(const ChargeRequest& request, const std::string& customer, std::int64_t amount) {
    StripeForm form;
    form.add("amount", amount).add("currency", lower(request.amount.currency().code()));
    form.add("customer", customer).add("payment_method", request.token);
    form.add("payment_method_types[]", type_of(request));
    if (!request.description.empty()) form.add("description", request.description);
    form.add("metadata[tenure_account]", request.account.str());
    form.add("metadata[tenure_payment]", request.payment.str());
    return form;
}

/// Why money that had come is gone.
std::string return_code_of(const StripeDispute& dispute, MethodType type) {
    if (type == MethodType::card) return "payment_disputed";
    if (dispute.reason == "insufficient_funds") return "insufficient_funds";
    if (dispute.reason == "debit_not_authorized" || dispute.reason == "fraudulent")
        return "debit_unauthorised";
    return "debit_refunded";
}

ChargeOutcome with_reference(ChargeOutcome outcome, const StripeIntent& intent) {
    outcome.reference = intent.id;
    return outcome;
}

}  // namespace

StripeCharges::StripeCharges(StripeApi& api, StripeBook& book, const Clock& clock,
                             const StripeOptions& options)
    : api_(api), book_(book), clock_(clock), return_url_(options.return_url) {}

ChargeOutcome StripeCharges::charge(const ChargeRequest& request) {
    const std::optional<std::int64_t> amount = stripe_amount(request.amount);
    const std::optional<std::string> customer = book_.customer(request.account);
    if (!amount || !customer || request.token.empty())
        return ChargeOutcome::failure("payment_declined");
    const StripeAnswer made = api_.post("/v1/payment_intents", form_of(request, *customer, *amount),
                                        key_of(request, "intent"));
    if (made.kind == Answered::refused) {
        const StripeFailure failure = read_stripe_failure(made.body);
        if (failure.type == "idempotency_error") return ChargeOutcome::unknown();
        return ChargeOutcome::failure(payment_failure_code(failure));
    }
    const std::string id = made.ok() ? read_payment_intent(made.body).id : "";
    if (id.empty()) return ChargeOutcome::unknown();
    const StripeIntent intent =
        book_.keep_intent(request.account, request.payment, {id, clock_.now()});
    if (intent.id != id) return with_reference(take_up(request, intent), intent);
    return with_reference(confirm(request, intent), intent);
}

std::optional<ChargeOutcome> StripeCharges::find(const ChargeRequest& request) {
    const std::optional<StripeIntent> intent = book_.intent(request.account, request.payment);
    if (!intent) return std::nullopt;
    return with_reference(take_up(request, *intent), *intent);
}

ChargeOutcome StripeCharges::take_up(const ChargeRequest& request, const StripeIntent& intent) {
    const std::optional<StripePaymentIntent> found = look(request, intent.id);
    if (!found) return ChargeOutcome::unknown();
    if (const auto outcome = told(request, intent, *found)) return *outcome;
    return confirm(request, intent);
}

ChargeOutcome StripeCharges::confirm(const ChargeRequest& request, const StripeIntent& intent) {
    StripeForm form;
    if (request.customer_present && request.type == MethodType::card)
        form.add("return_url", return_url_);
    else
        form.add("off_session", "true");
    const std::string key = key_of(request, "confirm:" + std::to_string(intent.faults));
    return after_confirming(request, intent, api_.post(path_of(intent.id, "confirm"), form, key));
}

ChargeOutcome StripeCharges::after_confirming(const ChargeRequest& request,
                                              const StripeIntent& intent,
                                              const StripeAnswer& answer) {
    const bool is_refused = answer.kind == Answered::refused;
    const StripeFailure failure = is_refused ? read_stripe_failure(answer.body) : StripeFailure();
    // Under this key Stripe would only say the same again, whatever it is asked.
    if (answer.kind == Answered::fault || failure.type == "idempotency_error")
        book_.note_fault(request.account, request.payment, intent.faults + 1);
    if (failure.type == "idempotency_error") return ChargeOutcome::unknown();
    std::optional<StripePaymentIntent> found;
    if (answer.ok()) found = read_payment_intent(answer.body);
    // The intent says what a refusal has made of it, not the refusal.
    if (is_refused) found = look(request, intent.id);
    if (!found || found->id != intent.id) return ChargeOutcome::unknown();
    if (const auto outcome = told(request, intent, *found)) return *outcome;
    return is_refused ? close(request, intent, payment_failure_code(failure))
                      : ChargeOutcome::unknown();
}

std::optional<ChargeOutcome> StripeCharges::told(const ChargeRequest& request,
                                                 const StripeIntent& intent,
                                                 const StripePaymentIntent& found) {
    const std::string& status = found.status;
    if (status == "requires_confirmation") return std::nullopt;
    if (status == "succeeded") return succeeded(request, found);
    if (status == "processing")
        return ChargeOutcome{Outcome::processing, "", request.now + patience_with_banks};
    if (status == "canceled") return ChargeOutcome::failure(payment_failure_code(found.failure));
    if (status == "requires_payment_method")
        return close(request, intent, payment_failure_code(found.failure));
    if (status == "requires_action") {
        const auto left = intent.created_at + patience_with_customers - clock_.now();
        if (left.count() > 0 && !found.action_url.empty())
            return ChargeOutcome{Outcome::requires_action, "", request.now + left,
                                 found.action_url};
        return close(request, intent, "payment_authentication_required");
    }
    log::error("A payment intent of Stripe is in a state that it should not reach",
               {{"payment_intent", found.id}, {"status", status}});
    return ChargeOutcome::unknown();
}

ChargeOutcome StripeCharges::succeeded(const ChargeRequest& request,
                                       const StripePaymentIntent& found) {
    if (!found.disputed) return ChargeOutcome::success();
    StripeForm query;
    query.add("payment_intent", found.id).add("limit", 100);
    const StripeAnswer answer = api_.get("/v1/disputes", query);
    if (!answer.ok()) return ChargeOutcome::unknown();
    for (const StripeDispute& dispute : read_stripe_disputes(answer.body))
        if (dispute.took_money())
            return ChargeOutcome{Outcome::returned, return_code_of(dispute, request.type)};
    return ChargeOutcome::success();
}

ChargeOutcome StripeCharges::close(const ChargeRequest& request, const StripeIntent& intent,
                                   const std::string& failure_code) {
    StripeForm form;
    form.add("cancellation_reason", "abandoned");
    const StripeAnswer answer = api_.post(path_of(intent.id, "cancel"), form);
    std::optional<StripePaymentIntent> found;
    if (answer.ok()) found = read_payment_intent(answer.body);
    if (answer.kind == Answered::refused) found = look(request, intent.id);
    if (!found || found->id != intent.id) return ChargeOutcome::unknown();
    if (found->status == "canceled") return ChargeOutcome::failure(failure_code);
    // It was charged after all while we were about to give it up.
    if (found->status == "succeeded") return succeeded(request, *found);
    if (found->status == "processing")
        return ChargeOutcome{Outcome::processing, "", request.now + patience_with_banks};
    return ChargeOutcome::unknown();
}

std::optional<StripePaymentIntent> StripeCharges::look(const ChargeRequest& request,
                                                       const std::string& id) {
    StripeForm query;
    query.add("expand[]", "latest_charge");
    const StripeAnswer answer = api_.get(path_of(id), query);
    if (!answer.ok()) return std::nullopt;
    StripePaymentIntent found = read_payment_intent(answer.body);
    if (found.id != id || found.amount != stripe_amount(request.amount) ||
        found.currency != lower(request.amount.currency().code())) {
        log::error("Stripe told of another payment than was asked for", {{"payment_intent", id}});
        return std::nullopt;
    }
    return found;
}

}  // namespace tenure::payment_method
