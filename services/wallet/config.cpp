#include "wallet/config.hpp"

namespace tenure::wallet {

Config load(config::Environment&) {
    return {};
}

}  // namespace tenure::wallet
