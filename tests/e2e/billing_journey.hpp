#pragma once
// An account's and the operator's way through billing, every operation of it at the gateway.

#include "e2e/system.hpp"

namespace tenure::e2e {

/// For an account with a quarterly subscription, an open change window and a paid invoice.
void go_through_billing(System& system, const User& user);
/// A new account on a test clock: invoices that a card does not pay, and what becomes of them.
void go_through_unpaid_invoices(System& system, const std::string& account);

}  // namespace tenure::e2e
