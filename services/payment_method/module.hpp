#pragma once
// Puts the payment-method service together.

#include <memory>

#include "payment_method/config.hpp"
#include "runtime/runtime.hpp"

namespace tenure::payment_method {

std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform);
/// The service as runtime::run() and the tests start it.
runtime::Service service();

}  // namespace tenure::payment_method
