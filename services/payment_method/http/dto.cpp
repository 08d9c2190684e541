#include "payment_method/http/dto.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::payment_method {

namespace {

using json::Object;

constexpr std::pair<std::string_view, MethodType> method_types[] = {
    {"card", MethodType::card}, {"sepa_debit", MethodType::sepa_debit}};

constexpr std::pair<std::string_view, Scheme> scheme_names[] = {{"core", Scheme::core},
                                                                {"b2b", Scheme::b2b}};
constexpr std::pair<std::string_view, MandateType> mandate_types[] = {
    {"recurrent", MandateType::recurrent}, {"one_off", MandateType::one_off}};

enum class PurposeType { order, invoice };
constexpr std::pair<std::string_view, PurposeType> purpose_types[] = {
    {"order", PurposeType::order}, {"invoice", PurposeType::invoice}};

constexpr std::pair<std::string_view, SubscriptionState> subscription_states[] = {
    {"live", SubscriptionState::live}, {"ended", SubscriptionState::ended}};

constexpr std::int64_t any_least = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t any_most = std::numeric_limits<std::int32_t>::max();

template <class Text>
Object text_or_null(const std::optional<Text>& text) {
    return text ? Object(*text) : Object(nullptr);
}

Object instant_or_null(const std::optional<Timestamp>& instant) {
    return instant ? Object(json::write(*instant)) : Object(nullptr);
}

Object render(const Card& card, bool is_expired) {
    return {{"brand", card.brand},
            {"last4", card.last4},
            {"exp_month", card.expiry.month},
            {"exp_year", card.expiry.year},
            {"expired", is_expired},
            {"funding", std::string(name_of(card.funding))},
            {"holder", text_or_null(card.holder)}};
}

Object render(const Texts& texts) {
    return {{"fr", texts.fr}, {"nl", texts.nl}, {"en", texts.en}, {"de", texts.de}};
}

Object render(const Mandate& mandate, Date today) {
    return {{"reference", mandate.reference},
            {"scheme", std::string(name_of(mandate.scheme))},
            {"type", std::string(name_of(mandate.type))},
            {"status", std::string(name_of(status_of(mandate, today)))},
            {"creditor",
             {{"identifier", mandate.creditor_identifier}, {"name", mandate.creditor_name}}},
            {"signed_on", to_string(mandate.signed_on)},
            {"accepted_at", json::write(mandate.acceptance.at)},
            {"accepted_from", text_or_null(mandate.acceptance.address)},
            {"accepted_with", text_or_null(mandate.acceptance.user_agent)},
            {"amended_at", instant_or_null(mandate.amended_at)},
            {"cancelled_at", instant_or_null(mandate.cancelled_at)},
            {"ended_at", instant_or_null(mandate.ended_at)},
            {"texts", render(mandate.texts)}};
}

Object render(const SepaDebit& debit, Date today) {
    return {{"country", debit.country},
            {"last4", debit.last4},
            {"bic", text_or_null(debit.bic)},
            {"holder", debit.holder},
            {"mandate", render(debit.mandate, today)}};
}

Object render(const PaymentMethod& method, const TimeZone& zone, Timestamp now) {
    Object object{{"id", method.id.str()},
                  {"type", std::string(name_of(type_of(method)))},
                  {"is_default", method.is_default},
                  {"created_at", json::write(method.created_at)}};
    if (const auto* card = std::get_if<Card>(&method.instrument))
        object["card"] = render(*card, expired(method, zone, now));
    else
        object["sepa_debit"] = render(std::get<SepaDebit>(method.instrument), zone.date_of(now));
    return object;
}

Object render_internal(const PaymentMethod& method) {
    Object object{{"id", method.id.str()}, {"type", std::string(name_of(type_of(method)))}};
    if (const auto* card = std::get_if<Card>(&method.instrument)) {
        object["brand"] = card->brand;
        object["last4"] = card->last4;
        object["expires"] = card->expiry.str();
        return object;
    }
    const auto& debit = std::get<SepaDebit>(method.instrument);
    object["country"] = debit.country;
    object["last4"] = debit.last4;
    object["mandate_reference"] = debit.mandate.reference;
    return object;
}

/// To others, a payment that was only recorded is being processed.
std::string public_status(PaymentStatus status) {
    return status == PaymentStatus::created ? "processing" : std::string(name_of(status));
}

Object render(const Purpose& purpose) {
    return {{"type", purpose.type}, {"id", purpose.id}};
}

Object render(const Payment& payment) {
    Object failure = nullptr;
    if (!payment.failure_code.empty())
        failure = {{"code", payment.failure_code},
                   {"detail", std::string(failure_detail(payment.failure_code))}};
    Object action = nullptr;
    if (payment.status == PaymentStatus::requires_action)
        action = {{"type", "redirect"}, {"url", payment.action_url}};
    return {{"id", payment.id.str()},
            {"status", public_status(payment.status)},
            {"amount", json::write(payment.amount)},
            {"refunded", json::write(Money(payment.refunded_minor, payment.amount.currency()))},
            {"purpose", render(payment.purpose)},
            {"description", payment.description},
            {"failure", failure},
            {"next_action", action},
            {"collected_on",
             payment.collected_on ? Object(to_string(*payment.collected_on)) : Object(nullptr)},
            {"payment_method_id", payment.method.str()},
            {"method", {{"type", std::string(name_of(payment.method_type))}}},
            {"created_at", json::write(payment.created_at)}};
}

Object render(const Refund& refund) {
    Object failure = nullptr;
    if (!refund.failure_code.empty())
        failure = {{"code", refund.failure_code},
                   {"detail", std::string(failure_detail(refund.failure_code))}};
    const bool open = is_open(refund.status) && refund.status != RefundStatus::unknown;
    return {{"id", refund.id.str()},
            {"payment_id", refund.payment.str()},
            {"status", open ? "processing" : std::string(name_of(refund.status))},
            {"amount", json::write(refund.amount)},
            {"failure", failure},
            {"created_at", json::write(refund.created_at)}};
}

class JsonEventDocuments final : public EventDocuments {
  public:
    std::string of(const PaymentMethod& method) const override {
        return json::dump(Object{{"payment_method", render_internal(method)}});
    }
    std::string shown(const PaymentMethod& method, const TimeZone& zone,
                      Timestamp now) const override {
        return json::dump(render(method, zone, now));
    }
    std::string of(const Payment& payment) const override {
        return json::dump(
            Object{{"payment", render(payment)}, {"purpose", render(payment.purpose)}});
    }
    std::string of(const Payment& payment, const Refund& refund) const override {
        return json::dump(Object{{"refund", render(refund)},
                                 {"payment", render(payment)},
                                 {"purpose", render(payment.purpose)}});
    }
};

CardToken read_card_token(json::Reader card) {
    CardToken input;
    input.token = card.string("token", {1, 255});
    input.holder = card.optional_string("holder", {1, 100});
    return input;
}

CardInput read_card(json::Reader& card) {
    CardInput input;
    input.number = card.string("number", {0, 64});
    input.exp_month = card.integer("exp_month", any_least, any_most);
    input.exp_year = card.integer("exp_year", any_least, any_most);
    input.cvc = card.optional_string("cvc", {0, 16});
    input.holder = card.optional_string("holder", {1, 100});
    return input;
}

DebitInput read_debit(json::Reader debit) {
    DebitInput input;
    input.iban = debit.string("iban", {0, 64});
    input.holder = debit.string("account_holder", {1, 70});
    input.bic = debit.optional_string("bic", {0, 16});
    return input;
}

/// Consent, with what the request tells of who gave it.
Consent read_consent(json::Reader& mandate, const http::Request& request) {
    Consent consent;
    consent.given = mandate.boolean("accepted");
    if (mandate.has("scheme"))
        consent.terms.scheme = mandate.enumeration<Scheme>("scheme", scheme_names);
    if (mandate.has("type"))
        consent.terms.type = mandate.enumeration<MandateType>("type", mandate_types);
    consent.address = request.header("tenure-client-address");
    consent.user_agent = request.header("user-agent");
    return consent;
}

Status check_positive(Money amount) {
    if (amount.minor() > 0) return done;
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "fields are missing or not acceptable",
                 {{"/amount/amount", "out_of_range", "must be more than nothing"}}};
}

}  // namespace

Result<AddMethodCommand> parse_add_method(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    AddMethodCommand command;
    command.caller = request.caller;
    command.key = request.idempotency;
    const MethodType type = body.enumeration<MethodType>("type", method_types);
    if (type == MethodType::card) {
        json::Reader card = body.object("card");
        if (card.has("token"))
            command.input = read_card_token(std::move(card));
        else
            command.input = read_card(card);
    } else {
        DebitInput input = read_debit(body.object("sepa_debit"));
        json::Reader mandate = body.object("mandate");
        input.consent = read_consent(mandate, request);
        command.input = std::move(input);
    }
    command.make_default = body.optional_boolean("make_default").value_or(false);
    TENURE_TRY(body.finish());
    return command;
}

Result<Scheme> scheme_asked_for(const http::Request& request) {
    const std::string name = request.query_parameter("scheme").value_or("core");
    for (const auto& [known, scheme] : scheme_names)
        if (known == name) return scheme;
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "fields are missing or not acceptable",
                 {{"/scheme", "unknown_value", "core or b2b"}}};
}

Result<Consent> parse_consent(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    const Consent consent = read_consent(body, request);
    TENURE_TRY(body.finish());
    return consent;
}

Result<DebitInput> parse_amendment(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    DebitInput input = read_debit(body.object("sepa_debit"));
    json::Reader mandate = body.object("mandate");
    input.consent.given = mandate.boolean("accepted");
    input.consent.address = request.header("tenure-client-address");
    input.consent.user_agent = request.header("user-agent");
    TENURE_TRY(body.finish());
    return input;
}

Result<SubscriptionNews> parse_subscription_news(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    const auto state = body.enumeration<SubscriptionState>("status", subscription_states);
    const std::string name = body.string("time_zone");
    const Result<TimeZone> zone = TimeZone::find(name);
    if (!name.empty() && !zone.ok())
        body.reject("time_zone", zone.error().code, zone.error().detail);
    TENURE_TRY(body.finish());
    return SubscriptionNews{state, *zone};
}

Result<RefundCommand> parse_refund(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    RefundCommand command;
    command.caller = request.caller;
    command.payment = PaymentId(request.path_parameter("id"));
    const std::string id = body.string("id");
    if (!id.empty() && !is_id(id, RefundKind::prefix))
        body.reject("id", "invalid_id", "not an identifier that begins with rfd_");
    command.id = RefundId(id);
    command.amount = body.money("amount");
    TENURE_TRY(body.finish());
    TENURE_TRY(check_positive(command.amount));
    return command;
}

Result<Timestamp> parse_clock(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    const Timestamp now = body.timestamp("now");
    TENURE_TRY(body.finish());
    return now;
}

Result<PaymentMethodId> parse_default(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    const std::string text = body.string("payment_method_id");
    const Result<PaymentMethodId> id = PaymentMethodId::parse(text);
    if (!id.ok() && !text.empty())
        body.reject("payment_method_id", id.error().code, id.error().detail);
    TENURE_TRY(body.finish());
    return id;
}

Result<PayCommand> parse_payment(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    PayCommand command;
    command.caller = request.caller;
    const std::string id = body.string("id");
    if (!id.empty() && !is_id(id, PaymentKind::prefix))
        body.reject("id", "invalid_id", "not an identifier that begins with pay_");
    command.id = PaymentId(id);
    command.amount = body.money("amount");
    json::Reader purpose = body.object("purpose");
    command.purpose.type =
        purpose.enumeration<PurposeType>("type", purpose_types) == PurposeType::order ? "order"
                                                                                      : "invoice";
    command.purpose.id = purpose.string("id", {1, 64});
    command.description = body.string("description", {0, 255});
    const bool order = command.purpose.type == "order";
    command.customer_present = body.optional_boolean("customer_present").value_or(order);
    TENURE_TRY(body.finish());
    TENURE_TRY(check_positive(command.amount));
    return command;
}

std::string mandate_json(const Creditor& creditor, Scheme scheme) {
    return json::dump(Object{{"scheme", std::string(name_of(scheme))},
                             {"creditor",
                              {{"identifier", creditor.identifier.str()},
                               {"name", creditor.name},
                               {"street", creditor.street},
                               {"postal_code", creditor.postal_code},
                               {"city", creditor.city},
                               {"country", creditor.country}}},
                             {"notice_days", creditor.notice_days},
                             {"texts", render(mandate_texts(creditor, scheme))}});
}

std::string agenda_json(const std::optional<Timestamp>& next_due_at) {
    return json::dump(
        Object{{"next_due_at", next_due_at ? Object(json::write(*next_due_at)) : Object(nullptr)}});
}

std::string to_json(const PaymentMethod& method, const TimeZone& zone, Timestamp now) {
    return json::dump(render(method, zone, now));
}

std::string to_json(const MethodPage& page, const TimeZone& zone, Timestamp now) {
    Object data = Object::array();
    for (const PaymentMethod& method : page.methods) data.push_back(render(method, zone, now));
    return json::dump(Object{{"data", data}, {"next_cursor", text_or_null(page.next_cursor)}});
}

std::string to_internal_json(const PaymentMethod& method) {
    return json::dump(render_internal(method));
}

std::string to_json(const Payment& payment) {
    return json::dump(render(payment));
}

std::string to_json(const Refund& refund) {
    return json::dump(render(refund));
}

std::unique_ptr<EventDocuments> make_event_documents() {
    return std::make_unique<JsonEventDocuments>();
}

}  // namespace tenure::payment_method
