#pragma once
// Bodies to commands and results to bodies: the only JSON of the service.

#include <memory>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "payment_method/app/methods.hpp"
#include "payment_method/app/payments.hpp"
#include "payment_method/app/refunds.hpp"

namespace tenure::payment_method {

Result<AddMethodCommand> parse_add_method(const http::Request& request);
/// `?scheme=core|b2b`, core without; error `invalid_fields`.
Result<Scheme> scheme_asked_for(const http::Request& request);
/// {"accepted": true, "scheme": "core", "type": "recurrent"}.
Result<Consent> parse_consent(const http::Request& request);
/// {"sepa_debit": account, "mandate": {"accepted": true}}.
Result<DebitInput> parse_amendment(const http::Request& request);
/// The id in {"payment_method_id": "pm_..."}.
Result<PaymentMethodId> parse_default(const http::Request& request);
Result<PayCommand> parse_payment(const http::Request& request);
/// {"status": "live" or "ended"}.
Result<SubscriptionNews> parse_subscription_news(const http::Request& request);
Result<RefundCommand> parse_refund(const http::Request& request);
/// {"now": instant}.
Result<Timestamp> parse_clock(const http::Request& request);

std::string to_json(const PaymentMethod& method, const TimeZone& zone, Timestamp now);
std::string to_json(const MethodPage& page, const TimeZone& zone, Timestamp now);
/// As the other services see it (proto-docs/internal.md).
std::string to_internal_json(const PaymentMethod& method);
std::string to_json(const Payment& payment);
std::string to_json(const Refund& refund);
/// What a mandate would say, to be shown before it is accepted.
std::string mandate_json(const Creditor& creditor, Scheme scheme);
std::string agenda_json(const std::optional<Timestamp>& next_due_at);

std::unique_ptr<EventDocuments> make_event_documents();

}  // namespace tenure::payment_method
