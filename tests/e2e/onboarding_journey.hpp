#pragma once
// Accounts' ways through onboarding on a test clock, every operation of it at the gateway.

#include "e2e/clock.hpp"

namespace tenure::e2e {

/// do_it_yourself, do_it_together and do_it_with_help, each from order to done.
void go_through_the_onboarding(System& system, const std::string& account);

/// A subscribed account whose checklist has begun.
Tenant begin_onboarding(System& system, const std::string& account);
/// An expert who works on weekdays from nine to five in Brussels; his id.
std::string add_expert(System& system, const std::string& account,
                       const std::vector<std::string>& languages);

}  // namespace tenure::e2e
