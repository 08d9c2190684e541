#pragma once
// The onboarding service put together.

#include <memory>

#include "onboarding/config.hpp"
#include "runtime/runtime.hpp"

namespace tenure::onboarding {

std::unique_ptr<runtime::Module> make_module(const Config& config, runtime::Platform platform);
/// The service as runtime::run() and the tests start it.
runtime::Service service();

}  // namespace tenure::onboarding
