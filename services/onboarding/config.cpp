#include "onboarding/config.hpp"

namespace tenure::onboarding {

Config load(config::Environment&) {
    return {};
}

}  // namespace tenure::onboarding
