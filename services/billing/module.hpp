#pragma once
// Billing put together.

#include <memory>

#include "billing/config.hpp"
#include "runtime/runtime.hpp"

namespace tenure::billing {

std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform);
/// The service as runtime::run() and the tests start it.
runtime::Service service();

}  // namespace tenure::billing
