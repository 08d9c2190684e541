#pragma once
// Whether the house is ready: what the services' /readyz last said, asked in the background.

#include <array>
#include <atomic>
#include <string>

#include "gateway/identity/key_source.hpp"
#include "gateway/route_table.hpp"

namespace tenure::gateway {

class Health {
  public:
    explicit Health(const KeySource& keys) : keys_(keys) {}

    void set(Upstream upstream, bool ready) { ready_[static_cast<std::size_t>(upstream)] = ready; }
    /// All services are ready and tokens can be checked.
    bool ready() const { return missing().empty(); }
    /// What is missing, for operators only: "billing, keys".
    std::string missing() const;

  private:
    const KeySource& keys_;
    std::array<std::atomic<bool>, all_upstreams.size()> ready_{};
};

}  // namespace tenure::gateway
