#pragma once
// Puts the payment-method service together.

#include <memory>
#include <vector>

#include "payment_method/config.hpp"
#include "runtime/runtime.hpp"

namespace tenure::payment_method {

std::vector<pg::MigrationSet> migrations();
std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform);

}  // namespace tenure::payment_method
