#include "payment_method/clients/stripe_refunds.hpp"

#include "payment_method/clients/stripe_amount.hpp"

namespace tenure::payment_method {

namespace {

using Outcome = ChargeOutcome::Kind;

ChargeOutcome outcome_of(const StripeRefund& refund) {
    ChargeOutcome outcome{Outcome::processing};  // pending, requires_action
    if (refund.status == "succeeded") outcome = ChargeOutcome::success();
    if (refund.status == "failed" || refund.status == "canceled")
        outcome = ChargeOutcome::failure("refund_declined");
    outcome.reference = refund.id;
    return outcome;
}

}  // namespace

ChargeOutcome StripeRefunds::refund(const RefundRequest& request) {
    const auto intent = book_.intent(request.account, request.charge.payment);
    const std::optional<std::int64_t> amount = stripe_amount(request.amount);
    if (!intent || !amount) return ChargeOutcome::failure("refund_declined");
    StripeForm form;
    form.add("payment_intent", intent->id).add("amount", *amount);
    form.add("metadata[tenure_account]", request.account.str());
    form.add("metadata[tenure_refund]", request.refund.str());
    const StripeAnswer answer =
        api_.post("/v1/refunds", form, request.account.str() + ":" + request.refund.str());
    if (answer.kind == StripeAnswer::Kind::refused) {
        const StripeFailure failure = read_stripe_failure(answer.body);
        if (failure.type == "idempotency_error") return ChargeOutcome::unknown();
        return ChargeOutcome::failure("refund_declined");
    }
    if (!answer.ok()) return ChargeOutcome::unknown();
    const StripeRefund made = read_stripe_refund(answer.body);
    return made.id.empty() ? ChargeOutcome::unknown() : outcome_of(made);
}

std::optional<ChargeOutcome> StripeRefunds::find(const RefundRequest& request) {
    const auto intent = book_.intent(request.account, request.charge.payment);
    if (!intent) return std::nullopt;
    if (request.reference.empty()) return find_by_list(request, intent->id);
    const StripeAnswer answer = api_.get("/v1/refunds/" + request.reference);
    if (!answer.ok()) return ChargeOutcome::unknown();
    const StripeRefund found = read_stripe_refund(answer.body);
    return found.id.empty() ? ChargeOutcome::unknown() : outcome_of(found);
}

std::optional<ChargeOutcome> StripeRefunds::find_by_list(const RefundRequest& request,
                                                         const std::string& intent) {
    StripeRefundPage page;
    std::string last;
    do {
        StripeForm query;
        query.add("payment_intent", intent).add("limit", 100);
        if (!last.empty()) query.add("starting_after", last);
        const StripeAnswer answer = api_.get("/v1/refunds", query);
        if (!answer.ok()) return ChargeOutcome::unknown();
        page = read_stripe_refunds(answer.body);
        for (const StripeRefund& refund : page.refunds)
            if (refund.refund == request.refund.str()) return outcome_of(refund);
        last = page.refunds.empty() ? "" : page.refunds.back().id;
    } while (page.has_more && !last.empty());
    return std::nullopt;
}

}  // namespace tenure::payment_method
