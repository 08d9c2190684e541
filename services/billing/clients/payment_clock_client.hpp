#pragma once
// The test clock of an account in payment-method (proto-docs/internal.md).

#include <memory>

#include "billing/app/clock_service.hpp"
#include "http/client.hpp"

namespace tenure::billing {

std::unique_ptr<PaymentClock> make_payment_clock(http::Client& client);

}  // namespace tenure::billing
