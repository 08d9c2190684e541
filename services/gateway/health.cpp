#include "gateway/health.hpp"

namespace tenure::gateway {

std::string Health::missing() const {
    std::string list;
    const auto add = [&list](std::string_view name) {
        if (!list.empty()) list += ", ";
        list += name;
    };
    for (const Upstream upstream : all_upstreams)
        if (!ready_[static_cast<std::size_t>(upstream)]) add(name_of(upstream));
    if (keys_.version() == 0) add("keys");
    return list;
}

}  // namespace tenure::gateway
