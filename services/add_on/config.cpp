#include "add_on/config.hpp"

namespace tenure::add_on {

Config load(config::Environment&) {
    return {};
}

}  // namespace tenure::add_on
