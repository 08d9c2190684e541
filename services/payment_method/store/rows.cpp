// What we wrote ourselves and cannot read back is a damaged database: these throw.

#include "payment_method/store/rows.hpp"

#include "pg/fields.hpp"

namespace tenure::payment_method {

namespace {

std::optional<CardExpiry> expiry_of(const pqxx::row& row) {
    if (row["exp_month"].is_null()) return std::nullopt;
    return CardExpiry{row["exp_month"].as<int>(), row["exp_year"].as<int>()};
}

Card card_of(const pqxx::row& row) {
    return {row["brand"].as<std::string>(), row["last4"].as<std::string>(), expiry_of(row).value(),
            parse_funding(row["funding"].as<std::string>()).value(),
            pg::optional_text(row["holder"])};
}

std::optional<Date> optional_date(const pqxx::field& field) {
    return field.is_null() ? std::nullopt : std::optional(pg::date_of(field));
}

std::optional<Timestamp> optional_instant(const pqxx::field& field) {
    return field.is_null() ? std::nullopt : std::optional(pg::instant_of(field));
}

MandateLife life_of(const pqxx::row& row) {
    return {mandate_type(row["mandate_type"].as<std::string>()), pg::date_of(row["signed_on"]),
            optional_instant(row["cancelled_us"]), optional_instant(row["ended_us"]),
            optional_date(row["last_used_on"])};
}

Mandate mandate_of(const pqxx::row& row) {
    Mandate mandate;
    static_cast<MandateLife&>(mandate) = life_of(row);
    mandate.reference = row["reference"].as<std::string>();
    mandate.creditor_identifier = row["creditor_identifier"].as<std::string>();
    mandate.creditor_name = row["creditor_name"].as<std::string>();
    mandate.scheme = scheme_named(row["scheme"].as<std::string>());
    mandate.amended_at = optional_instant(row["amended_us"]);
    mandate.acceptance = {pg::instant_of(row["accepted_us"]),
                          pg::optional_text(row["accepted_from"]),
                          pg::optional_text(row["user_agent"])};
    mandate.texts = {row["text_fr"].as<std::string>(), row["text_nl"].as<std::string>(),
                     row["text_en"].as<std::string>(), row["text_de"].as<std::string>()};
    return mandate;
}

SepaDebit debit_of(const pqxx::row& row) {
    return {row["country"].as<std::string>(), row["last4"].as<std::string>(),
            row["holder"].as<std::string>(), pg::optional_text(row["bic"]), mandate_of(row)};
}

PaymentMethod method_in(const pqxx::row& row) {
    PaymentMethod method;
    method.id = PaymentMethodId(row["id"].as<std::string>());
    if (method_type(row["type"].as<std::string>()) == MethodType::card)
        method.instrument = card_of(row);
    else
        method.instrument = debit_of(row);
    method.is_default = row["is_default"].as<bool>();
    method.created_at = pg::instant_of(row["created_us"]);
    return method;
}

}  // namespace

std::optional<PaymentMethod> method_of(const std::optional<pqxx::row>& row) {
    return row ? std::optional(method_in(*row)) : std::nullopt;
}

std::optional<Charge> charge_of(const std::optional<pqxx::row>& found) {
    if (!found) return std::nullopt;
    const pqxx::row& row = *found;
    Charge charge;
    Payment& payment = charge.payment;
    payment.id = PaymentId(row["id"].as<std::string>());
    payment.status = payment_status(row["status"].as<std::string>());
    payment.amount = Money(row["amount"].as<std::int64_t>(),
                           Currency::parse(row["currency"].as<std::string>()).value());
    payment.purpose = {row["purpose_type"].as<std::string>(), row["purpose_id"].as<std::string>()};
    payment.description = row["description"].as<std::string>();
    payment.method = PaymentMethodId(row["method_id"].as<std::string>());
    payment.method_type = method_type(row["type"].as<std::string>());
    payment.failure_code = row["failure_code"].as<std::string>("");
    payment.customer_present = row["customer_present"].as<bool>();
    if (!row["due_us"].is_null()) payment.due_at = pg::instant_of(row["due_us"]);
    payment.collected_on = optional_date(row["collected_on"]);
    payment.action_url = row["action_url"].as<std::string>("");
    payment.reference = row["reference"].as<std::string>("");
    payment.refunded_minor = row["refunded"].as<std::int64_t>();
    payment.created_at = pg::instant_of(row["created_us"]);
    payment.on_test_clock = row["on_test_clock"].as<bool>();
    charge.expiry = expiry_of(row);
    charge.provider = row["provider"].as<std::string>();
    charge.token = row["token"].as<std::string>("");
    if (!row["mandate_type"].is_null()) charge.mandate = life_of(row);
    return charge;
}

std::optional<Refund> refund_of(const std::optional<pqxx::row>& found) {
    if (!found) return std::nullopt;
    const pqxx::row& row = *found;
    Refund refund;
    refund.id = RefundId(row["id"].as<std::string>());
    refund.payment = PaymentId(row["payment_id"].as<std::string>());
    refund.status = refund_status(row["status"].as<std::string>());
    refund.amount = Money(row["amount"].as<std::int64_t>(),
                          Currency::parse(row["currency"].as<std::string>()).value());
    refund.failure_code = row["failure_code"].as<std::string>("");
    refund.reference = row["reference"].as<std::string>("");
    refund.created_at = pg::instant_of(row["created_us"]);
    refund.on_test_clock = row["on_test_clock"].as<bool>();
    return refund;
}

std::optional<Due> due_of(const AccountId& account, const std::optional<pqxx::row>& row) {
    if (!row) return std::nullopt;
    Due due{account, std::nullopt, std::nullopt, pg::instant_of((*row)["due_us"])};
    if (!(*row)["payment_id"].is_null())
        due.payment = PaymentId((*row)["payment_id"].as<std::string>());
    else
        due.expiring = PaymentMethodId((*row)["method_id"].as<std::string>());
    return due;
}

}  // namespace tenure::payment_method
