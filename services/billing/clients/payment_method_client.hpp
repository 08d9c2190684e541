#pragma once
// payment-method over HTTP (proto-docs/internal.md).

#include <memory>
#include <optional>
#include <string_view>

#include "billing/app/ports.hpp"
#include "http/client.hpp"

namespace tenure::billing {

std::unique_ptr<Payments> make_payment_method_client(http::Client& client);

/// A payment as payment-method writes it. Error (bad_gateway) `malformed_json` or
/// `unexpected_answer`.
Result<Payment> parse_payment(std::string_view text);

/// The payment within an event's data and what it is for: an order, an invoice or something else.
struct PaymentEvent {
    PaymentId id;
    std::optional<ChangeId> order;
    std::optional<InvoiceId> invoice;
    Payment payment;
};
Result<PaymentEvent> parse_payment_event(std::string_view data);

}  // namespace tenure::billing
