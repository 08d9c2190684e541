#pragma once
// An account's way through the add-on, every operation of it at the gateway.

#include "e2e/system.hpp"

namespace tenure::e2e {

/// For an account with a subscription of so many plan users, a good card and an open change window.
void go_through_the_add_on(System& system, const User& user, int plan_users);

}  // namespace tenure::e2e
