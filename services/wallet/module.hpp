#pragma once
// The wallet service put together.

#include <memory>

#include "runtime/runtime.hpp"
#include "wallet/config.hpp"

namespace tenure::wallet {

std::unique_ptr<runtime::Module> make_module(const Config& config, runtime::Platform platform);
/// The service as runtime::run() and the tests start it.
runtime::Service service();

}  // namespace tenure::wallet
