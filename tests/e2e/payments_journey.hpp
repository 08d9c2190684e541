#pragma once
// Payments that take more than a request: a customer who must authenticate, and a debit that the
// company's own bank collects.

#include "e2e/system.hpp"

namespace tenure::e2e {

/// Variables of payment-method for debits that are collected through files in `folder`.
Variables collected_through(const std::string& folder);

/// The sandbox provider's notification about a payment, signed as its own.
testkit::Answer notify(System& system, const std::string& id, const std::string& type,
                       const std::string& account, const std::string& payment);

/// With a system that collects as above.
void go_through_payments(System& system, const std::string& account);

}  // namespace tenure::e2e
