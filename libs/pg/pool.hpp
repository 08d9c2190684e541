#pragma once
// A bounded pool of PostgreSQL connections.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace pqxx {
class transaction_base;
}
namespace tenure::metrics {
class Registry;
}

namespace tenure::pg {

class Connection;  ///< a connection and the names of what is prepared on it (pool.cpp)

struct PoolOptions {
    std::size_t size = 16;
    std::chrono::milliseconds acquire_timeout{2000};
    std::chrono::milliseconds statement_timeout{5000};
    std::chrono::milliseconds lock_timeout{4000};
};

/// Connections are opened on demand and dropped when broken. Thread-safe.
/// Metrics: tenure_db_connections{state}, tenure_db_acquire_seconds, tenure_db_transaction_seconds.
class Pool {
  public:
    Pool(std::string url, PoolOptions options, metrics::Registry& metrics);
    ~Pool();
    /// See transact(). `body` returns true to commit.
    void in_transaction(const std::function<bool(Connection&, pqxx::transaction_base&)>& body);
    /// True when the database answers `select 1` within a second. For /readyz.
    bool reachable();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::pg
