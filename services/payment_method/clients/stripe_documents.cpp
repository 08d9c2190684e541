#include "payment_method/clients/stripe_documents.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"

namespace tenure::payment_method {

namespace {

using Document = nlohmann::json;

Document parse(std::string_view body) {
    const Result<Document> document = json::parse(body);
    return document.ok() ? *document : Document();
}

/// The member of an object; null when there is none.
const Document& member(const Document& object, const char* name) {
    static const Document nothing;
    if (!object.is_object()) return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

template <class... Names>
const Document& member(const Document& object, const char* name, Names... rest) {
    return member(member(object, name), rest...);
}

std::string text_of(const Document& value) {
    return value.is_string() ? value.get<std::string>() : "";
}

std::int64_t number_of(const Document& value) {
    return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

bool is_true(const Document& value) {
    return value.is_boolean() && value.get<bool>();
}

/// An id, or the id of what stands in its place when it was expanded.
std::string reference_of(const Document& value) {
    return value.is_object() ? text_of(member(value, "id")) : text_of(value);
}

StripeFailure failure_of(const Document& error) {
    return {text_of(member(error, "type")), text_of(member(error, "code")),
            text_of(member(error, "decline_code")), text_of(member(error, "param"))};
}

std::string action_url_of(const Document& object) {
    return text_of(member(object, "next_action", "redirect_to_url", "url"));
}

/// Stripe's names of brands where they differ from ours.
std::string brand_of(const std::string& name) {
    if (name == "amex") return "american_express";
    if (name == "diners") return "diners_club";
    return name.empty() ? "unknown" : name;
}

StripeRefund refund_of(const Document& refund) {
    return {text_of(member(refund, "id")), text_of(member(refund, "status")),
            text_of(member(refund, "metadata", "tenure_refund"))};
}

}  // namespace

StripeFailure read_stripe_failure(std::string_view body) {
    return failure_of(member(parse(body), "error"));
}

StripePaymentIntent read_payment_intent(std::string_view body) {
    const Document intent = parse(body);
    return {text_of(member(intent, "id")),
            text_of(member(intent, "status")),
            number_of(member(intent, "amount")),
            text_of(member(intent, "currency")),
            action_url_of(intent),
            failure_of(member(intent, "last_payment_error")),
            is_true(member(intent, "latest_charge", "disputed"))};
}

StripeSetupIntent read_setup_intent(std::string_view body) {
    const Document intent = parse(body);
    return {text_of(member(intent, "id")),
            text_of(member(intent, "status")),
            reference_of(member(intent, "customer")),
            reference_of(member(intent, "payment_method")),
            reference_of(member(intent, "mandate")),
            action_url_of(intent),
            failure_of(member(intent, "last_setup_error"))};
}

StripeMethod read_stripe_method(std::string_view body) {
    const Document method = parse(body);
    const Document& card = member(method, "card");
    const CardExpiry expiry{static_cast<int>(number_of(member(card, "exp_month"))),
                            static_cast<int>(number_of(member(card, "exp_year")))};
    return {text_of(member(method, "id")),
            text_of(member(method, "type")),
            reference_of(member(method, "customer")),
            parse_funding(text_of(member(card, "funding"))).value_or(Funding::unknown),
            {brand_of(text_of(member(card, "brand"))), text_of(member(card, "last4")), expiry,
             text_of(member(card, "fingerprint"))}};
}

std::string read_mandate_reference(std::string_view body) {
    return text_of(member(parse(body), "payment_method_details", "sepa_debit", "reference"));
}

StripeRefund read_stripe_refund(std::string_view body) {
    return refund_of(parse(body));
}

StripeRefundPage read_stripe_refunds(std::string_view body) {
    const Document page = parse(body);
    StripeRefundPage read;
    for (const Document& refund : member(page, "data")) read.refunds.push_back(refund_of(refund));
    read.has_more = is_true(member(page, "has_more"));
    return read;
}

bool StripeDispute::took_money() const {
    return status != "won" && !status.starts_with("warning_");
}

std::vector<StripeDispute> read_stripe_disputes(std::string_view body) {
    const Document page = parse(body);
    std::vector<StripeDispute> disputes;
    for (const Document& dispute : member(page, "data"))
        disputes.push_back(
            {text_of(member(dispute, "status")), text_of(member(dispute, "reason"))});
    return disputes;
}

std::string read_stripe_id(std::string_view body) {
    return text_of(member(parse(body), "id"));
}

std::optional<StripeEvent> read_stripe_event(std::string_view body) {
    const Document event = parse(body);
    StripeEvent read{text_of(member(event, "id")), text_of(member(event, "type")), ""};
    if (read.id.empty() || read.id.size() > 255 || text_of(member(event, "object")) != "event")
        return std::nullopt;
    const Document& object = member(event, "data", "object");
    read.payment_intent = text_of(member(object, "object")) == "payment_intent"
                              ? text_of(member(object, "id"))
                              : reference_of(member(object, "payment_intent"));
    return read;
}

}  // namespace tenure::payment_method
