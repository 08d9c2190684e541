#pragma once
// What onboarding asks of billing besides orders (proto-docs/internal.md), and reads in its events.

#include <memory>
#include <string>
#include <string_view>

#include "http/client.hpp"
#include "onboarding/app/order_service.hpp"

namespace tenure::onboarding {

std::unique_ptr<CreditNotes> make_credit_notes(http::Client& client);
/// The invoice of an `invoice.…` event; empty for others.
Result<std::string> invoice_of(std::string_view type, std::string_view data);

}  // namespace tenure::onboarding
