#pragma once
// What the add-on service reads from its environment besides what every service reads: nothing yet.

#include "config/environment.hpp"

namespace tenure::add_on {

struct Config {};

/// Problems are collected in the environment.
Config load(config::Environment& environment);

}  // namespace tenure::add_on
