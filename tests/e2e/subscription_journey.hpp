#pragma once
// An account's way through the subscription's changes, every operation of it at the gateway.

#include "e2e/system.hpp"

namespace tenure::e2e {

/// For an account with a subscription of so many users of GROW and an open change window. At the
/// end it has one user more and FLOW.
void go_through_the_changes(System& system, const User& user, int users);

}  // namespace tenure::e2e
