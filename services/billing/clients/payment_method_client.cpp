#include "billing/clients/payment_method_client.hpp"

#include <nlohmann/json.hpp>

#include "domain/enum_names.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

namespace {

using nlohmann::json;

constexpr EnumNames<Payment::Status, 7> payment_status_names{{
    {"requires_action", Payment::Status::unknown},  // the customer has not authenticated yet
    {"processing", Payment::Status::processing},
    {"succeeded", Payment::Status::succeeded},
    {"failed", Payment::Status::failed},
    {"unknown", Payment::Status::unknown},
    {"returned", Payment::Status::returned},
    {"refunded", Payment::Status::succeeded},  // by us: it had been paid
}};

Error unexpected(const std::string& what) {
    return {ErrorKind::bad_gateway, "unexpected_answer", "payment-method answered without " + what};
}

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<Payment> payment_of(const json& object) {
    if (!object.is_object()) return unexpected("a payment");
    const std::string status = text_in(object, "status");
    for (const auto& [name, value] : payment_status_names) {
        if (name != status) continue;
        Payment payment{value, {}};
        const auto method = object.find("method");
        if (method != object.end() && method->is_object() &&
            text_in(*method, "type") == name_in(collected_by_names, CollectedBy::sepa_debit))
            payment.method = CollectedBy::sepa_debit;
        const auto failure = object.find("failure");
        if (failure != object.end() && failure->is_object())
            payment.failure = Decline{text_in(*failure, "code"), text_in(*failure, "detail")};
        if (payment.failure && payment.failure->code.empty()) return unexpected("a failure's code");
        return payment;
    }
    return unexpected("a known status");
}

class PaymentMethodClient final : public Payments {
  public:
    explicit PaymentMethodClient(http::Client& client) : client_(client) {}

    Result<Payment> pay(const Caller& caller, const Order& order) override {
        const json body = {{"id", payment_id(order.id).str()},
                           {"amount", tenure::json::write(order.priced.total)},
                           {"purpose", {{"type", "order"}, {"id", order.id.str()}}},
                           {"description", "Order " + order.id.str()}};
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::post, "/internal/v1/payments",
                                       tenure::json::dump(body)));
        if (answer.status == 200) return parse_payment(answer.body);
        Error error = http::error_of(answer);
        // To the seller, an account without a payment method is not a thing that was not found.
        if (error.code == "payment_method_missing") error.kind = ErrorKind::conflict;
        return error;
    }

  private:
    http::Client& client_;
};

}  // namespace

Result<Payment> parse_payment(std::string_view text) {
    TENURE_TRY_ASSIGN(const json object, tenure::json::parse(text));
    return payment_of(object);
}

Result<PaymentEvent> parse_payment_event(std::string_view data) {
    TENURE_TRY_ASSIGN(const json object, tenure::json::parse(data));
    if (!object.is_object() || !object.contains("payment") || !object.contains("purpose") ||
        !object["purpose"].is_object())
        return unexpected("a payment and its purpose");
    TENURE_TRY_ASSIGN(Payment payment, payment_of(object["payment"]));
    const json& purpose = object["purpose"];
    PaymentEvent event;
    event.payment = std::move(payment);
    event.id = PaymentId(text_in(object["payment"], "id"));
    if (text_in(purpose, "type") == "order") event.order = ChangeId(text_in(purpose, "id"));
    if (text_in(purpose, "type") == "invoice") event.invoice = InvoiceId(text_in(purpose, "id"));
    return event;
}

std::unique_ptr<Payments> make_payment_method_client(http::Client& client) {
    return std::make_unique<PaymentMethodClient>(client);
}

}  // namespace tenure::billing
