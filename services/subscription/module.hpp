#pragma once
// The subscription service put together.

#include <memory>

#include "runtime/runtime.hpp"
#include "subscription/config.hpp"

namespace tenure::subscription {

std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform);
/// The service as runtime::run() and the tests start it.
runtime::Service service();

}  // namespace tenure::subscription
