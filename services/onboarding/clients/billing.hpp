#pragma once
// What onboarding asks of billing besides orders (proto-docs/internal.md).

#include <memory>
#include <string>

#include "http/client.hpp"
#include "onboarding/app/order_service.hpp"

namespace tenure::onboarding {

std::unique_ptr<CreditNotes> make_credit_notes(http::Client& client);

}  // namespace tenure::onboarding
