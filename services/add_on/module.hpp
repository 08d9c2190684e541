#pragma once
// The add-on service put together.

#include <memory>

#include "add_on/config.hpp"
#include "runtime/runtime.hpp"

namespace tenure::add_on {

std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform);
/// The service as runtime::run() and the tests start it.
runtime::Service service();

}  // namespace tenure::add_on
