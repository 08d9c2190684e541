#pragma once
// What the onboarding service reads from its environment besides what every service reads: nothing
// yet.

#include "config/environment.hpp"

namespace tenure::onboarding {

struct Config {};

/// Problems are collected in the environment.
Config load(config::Environment& environment);

}  // namespace tenure::onboarding
