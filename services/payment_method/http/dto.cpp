#include "payment_method/http/dto.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::payment_method {

namespace {

using json::Object;

enum class MethodType { card };
constexpr std::pair<std::string_view, MethodType> method_types[] = {{"card", MethodType::card}};

constexpr std::int64_t any_least = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t any_most = std::numeric_limits<std::int32_t>::max();

template <class Text>
Object text_or_null(const std::optional<Text>& text) {
    return text ? Object(*text) : Object(nullptr);
}

Object render(const PaymentMethod& method, const TimeZone& zone, Timestamp now) {
    const Card& card = method.card;
    return {{"id", method.id.str()},
            {"type", "card"},
            {"card",
             {{"brand", card.brand},
              {"last4", card.last4},
              {"exp_month", card.expiry.month},
              {"exp_year", card.expiry.year},
              {"expired", card.expiry.expired(zone, now)},
              {"funding", std::string(name_of(card.funding))},
              {"holder", text_or_null(card.holder)}}},
            {"is_default", method.is_default},
            {"created_at", json::write(method.created_at)}};
}

Object render_internal(const PaymentMethod& method) {
    return {{"id", method.id.str()},
            {"type", "card"},
            {"brand", method.card.brand},
            {"last4", method.card.last4},
            {"expires", method.card.expiry.str()}};
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
    if (payment.status == PaymentStatus::failed)
        failure = {{"code", payment.failure_code},
                   {"detail", std::string(failure_detail(payment.failure_code))}};
    return {{"id", payment.id.str()},
            {"status", public_status(payment.status)},
            {"amount", json::write(payment.amount)},
            {"purpose", render(payment.purpose)},
            {"description", payment.description},
            {"failure", failure},
            {"payment_method_id", payment.method.str()},
            {"created_at", json::write(payment.created_at)}};
}

class JsonEventDocuments final : public EventDocuments {
  public:
    std::string of(const PaymentMethod& method) const override {
        return json::dump(Object{{"payment_method", render_internal(method)}});
    }
    std::string of(const Payment& payment) const override {
        return json::dump(
            Object{{"payment", render(payment)}, {"purpose", render(payment.purpose)}});
    }
};

CardInput read_card(json::Reader card) {
    CardInput input;
    input.number = card.string("number", {0, 64});
    input.exp_month = card.integer("exp_month", any_least, any_most);
    input.exp_year = card.integer("exp_year", any_least, any_most);
    input.cvc = card.optional_string("cvc", {0, 16});
    input.holder = card.optional_string("holder", {1, 100});
    return input;
}

}  // namespace

Result<AddCardCommand> parse_add_card(const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    AddCardCommand command;
    command.caller = request.caller;
    command.key = request.idempotency;
    body.enumeration<MethodType>("type", method_types);
    command.card = read_card(body.object("card"));
    command.make_default = body.optional_boolean("make_default").value_or(false);
    TENURE_TRY(body.finish());
    return command;
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
    command.purpose.type = purpose.string("type", {1, 40});
    command.purpose.id = purpose.string("id", {1, 64});
    command.description = body.string("description", {0, 255});
    TENURE_TRY(body.finish());
    if (command.amount.minor() <= 0)
        return Error{ErrorKind::invalid,
                     "invalid_fields",
                     "fields are missing or not acceptable",
                     {{"/amount/amount", "out_of_range", "must be more than nothing"}}};
    return command;
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

std::unique_ptr<EventDocuments> make_event_documents() {
    return std::make_unique<JsonEventDocuments>();
}

}  // namespace tenure::payment_method
