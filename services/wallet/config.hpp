#pragma once
// What the wallet service reads from its environment besides what every service reads: nothing yet.

#include "config/environment.hpp"

namespace tenure::wallet {

struct Config {};

/// Problems are collected in the environment.
Config load(config::Environment& environment);

}  // namespace tenure::wallet
