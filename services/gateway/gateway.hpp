#pragma once
// The gateway put together: threads, ports, start and graceful stop.

#include <cstdint>
#include <memory>

#include "domain/time.hpp"
#include "gateway/config.hpp"

namespace tenure::gateway {

class Gateway {
  public:
    /// Both have to live as long as the gateway.
    Gateway(const Config& config, const Clock& clock);
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// Binds both ports and serves in threads of its own. Errors: `bad_configuration` (a key set
    /// file that cannot be used), `cannot_listen`.
    Status start();
    std::uint16_t port() const;
    std::uint16_t metrics_port() const;
    /// Stops accepting, lets the requests in flight be answered (at most 10 s), ends the threads.
    void stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::gateway
