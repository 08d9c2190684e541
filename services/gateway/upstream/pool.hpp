#pragma once
// The connections of one thread to one service. Nothing is locked: a pool belongs to its thread.

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "gateway/config.hpp"
#include "gateway/upstream/connection.hpp"
#include "metrics/metrics.hpp"

namespace tenure::gateway {

/// Shared by the pools of all threads to a service.
struct PoolMetrics {
    metrics::Gauge& open;
    metrics::Gauge& idle;
};

class UpstreamPool {
  public:
    UpstreamPool(asio::io_context& io, Sweep& sweep, const Url& url, const UpstreamLimits& limits,
                 PoolMetrics metrics);
    ~UpstreamPool();
    UpstreamPool(const UpstreamPool&) = delete;
    UpstreamPool& operator=(const UpstreamPool&) = delete;

    /// A connection on loan; goes back to the pool, or is closed, with this object.
    class Lease {
      public:
        Lease(UpstreamPool& pool, std::unique_ptr<UpstreamConnection> connection)
            : pool_(&pool), connection_(std::move(connection)) {}
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (connection_) pool_->take_back(std::move(connection_));
        }
        UpstreamConnection& operator*() const { return *connection_; }
        UpstreamConnection* operator->() const { return connection_.get(); }

      private:
        UpstreamPool* pool_;
        std::unique_ptr<UpstreamConnection> connection_;
    };

    /// A connection that answers: a kept one, or a new one, or the next one to come back. Errors:
    /// `upstream_unavailable` (bad_gateway: nobody listens), `upstream_busy` (unavailable).
    Task<Result<Lease>> acquire();
    /// Opens connections before they are needed; failing is no harm.
    Task<void> open_some(std::size_t count);
    /// Closes what is kept: the service seems to have been started anew.
    void drop_idle();
    /// From now on nobody waits for a connection.
    void close();

    /// For the Host header.
    const std::string& host() const { return host_; }
    const UpstreamLimits& limits() const { return limits_; }

  private:
    struct Idle {
        std::unique_ptr<UpstreamConnection> connection;
        std::chrono::steady_clock::time_point since;
    };

    std::unique_ptr<UpstreamConnection> take_idle();
    void take_back(std::unique_ptr<UpstreamConnection> connection);
    Task<bool> wait_for_room();
    Task<std::unique_ptr<UpstreamConnection>> open();
    Task<bool> probe(UpstreamConnection& connection);
    Task<std::unique_ptr<UpstreamConnection>> connect(const std::vector<Tcp::endpoint>& endpoints);
    Task<std::vector<Tcp::endpoint>> resolve();
    void count_open(int change);
    void wake_one();

    asio::io_context& io_;
    Sweep& sweep_;
    const Url& url_;
    const UpstreamLimits& limits_;
    PoolMetrics metrics_;
    std::string host_;
    std::deque<Idle> idle_;       ///< the most recently used at the back
    std::deque<Timer*> waiting_;  ///< each belongs to a suspended wait_for_room()
    std::size_t open_ = 0;        ///< idle, on loan or being opened
    bool closed_ = false;
};

}  // namespace tenure::gateway
