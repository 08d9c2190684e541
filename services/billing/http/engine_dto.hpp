#pragma once
// What the engine reads and writes: payments for invoices, test clocks, its events.

#include <memory>
#include <string>

#include "billing/app/clock_service.hpp"
#include "http/message.hpp"

namespace tenure::billing {

/// Error `invoice_not_found` for what cannot be an invoice's identifier.
Result<PayNowCommand> parse_pay_now(const http::Request& request);
Result<ClockCommand> parse_clock(const http::Request& request);

std::string to_json(const InvoicePayment& payment);
/// {"now": null} of an account that lives in real time.
std::string clock_json(const std::optional<Timestamp>& now);

std::unique_ptr<EngineEvents> make_engine_events();

}  // namespace tenure::billing
