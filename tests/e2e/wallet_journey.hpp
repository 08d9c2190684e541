#pragma once
// An account's way through its wallet, every operation of it at the gateway.

#include "e2e/system.hpp"

namespace tenure::e2e {

/// For an account with a good card.
void go_through_the_wallet(System& system, const User& user);

}  // namespace tenure::e2e
