#pragma once
// The import of a customer's data, every operation of it at the gateway.

#include "e2e/clock.hpp"

namespace tenure::e2e {

/// For an account that has paid for do_it_with_help.
void go_through_imports(System& system, Tenant& tenant);

}  // namespace tenure::e2e
