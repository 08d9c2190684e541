#pragma once
// What one thread of the gateway owns (nothing in it is locked) and what all threads share.

#include <array>
#include <atomic>
#include <memory>
#include <string>

#include "domain/time.hpp"
#include "gateway/config.hpp"
#include "gateway/health.hpp"
#include "gateway/identity/identifier.hpp"
#include "gateway/request_metrics.hpp"
#include "gateway/test_clock.hpp"
#include "gateway/upstream/pool.hpp"
#include "http/internal_token.hpp"
#include "metrics/metrics.hpp"

namespace tenure::gateway {

struct Shared {
    const Config& config;
    const Clock& clock;
    const http::InternalTokens& tokens;
    KeySource& keys;
    metrics::Registry& registry;
    Health& health;
    TestClockMemory& test_clocks;
    std::atomic<bool> stopping = false;  ///< answers say that the connection closes
    std::atomic<int> connections = 0;    ///< of customers and of operations
};

class Worker {
  public:
    explicit Worker(Shared& shared);

    Shared& shared() { return shared_; }
    asio::io_context& io() { return io_; }
    Sweep& sweep() { return sweep_; }
    Identifier& identifier() { return identifier_; }
    RequestMetrics& metrics() { return metrics_; }
    UpstreamPool& pool(Upstream upstream) { return *pools_[static_cast<std::size_t>(upstream)]; }
    /// The present for the header Date.
    const std::string& date();

    /// Starts what runs beside the requests; `watch_health` on one worker only.
    void start(bool watch_health);
    /// Each to be called in the worker's thread.
    void end_idle() { sweep_.end_idle(); }
    void end_all();
    void stop();

  private:
    Task<void> watch_health();
    Task<void> open_connections(Upstream upstream);

    Shared& shared_;
    // The context outlives what is registered with it; all connections end before it does.
    asio::io_context io_{1};
    Sweep sweep_;
    Timer health_timer_;
    Identifier identifier_;
    RequestMetrics metrics_;
    std::array<std::unique_ptr<UpstreamPool>, all_upstreams.size()> pools_;
    std::string date_;
    std::time_t date_second_ = 0;
    bool stopped_ = false;
};

/// Completion of everything spawned: an exception that got there is a bug, and is logged.
void log_if_thrown(std::exception_ptr thrown);

}  // namespace tenure::gateway
