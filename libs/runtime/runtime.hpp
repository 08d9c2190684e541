#pragma once
// How a service's process lives: configuration, migration, server, workers, signals, graceful stop.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/environment.hpp"
#include "domain/idempotency.hpp"
#include "domain/time.hpp"
#include "http/client.hpp"
#include "http/internal_token.hpp"
#include "http/route.hpp"
#include "http/server.hpp"
#include "metrics/metrics.hpp"
#include "pg/events.hpp"
#include "pg/migrator.hpp"
#include "pg/pool.hpp"
#include "runtime/worker.hpp"

namespace tenure::runtime {

/// What every service reads from its environment:
/// TENURE_DATABASE_URL, TENURE_LISTEN (127.0.0.1:0), TENURE_PORT_FILE (the bound port is written
/// there once the server listens), TENURE_INTERNAL_KEY[_FILE], TENURE_LOG_LEVEL, TENURE_THREADS,
/// TENURE_DATABASE_CONNECTIONS, TENURE_SWEEP_INTERVAL_MS, TENURE_LEASE_MS.
struct CommonConfig {
    std::string database_url;
    config::Environment::Address listen;
    std::string port_file;
    std::string internal_key;
    std::string log_level;
    int threads = 16;
    std::size_t database_connections = 16;
    std::chrono::milliseconds sweep_interval{1000};
    std::chrono::milliseconds lease{5000};  ///< how long unfinished work is left to its request
};
CommonConfig load_common(config::Environment& environment, int default_threads = 16);

/// What the runtime hands to a service's module.
struct Platform {
    const CommonConfig& config;
    const Clock& clock;
    const http::InternalTokens& tokens;
    pg::Pool& pool;
    metrics::Registry& metrics;
};

/// A service put together: made by its module.cpp, owned by run().
class Module {
  public:
    virtual ~Module() = default;
    virtual std::vector<http::Route> routes() = 0;
    virtual std::vector<Worker*> workers() { return {}; }
};

/// A service as its main.cpp describes it.
struct Service {
    std::string name;  ///< "billing"
    std::vector<pg::MigrationSet> migrations;
    /// Reads the service's own variables; every problem is collected in the environment.
    std::function<std::function<std::unique_ptr<Module>(Platform)>(config::Environment&)> configure;
    int default_threads = 16;
};

/// Runs until SIGTERM or SIGINT: configuration errors exit 2 with every bad variable on standard
/// error; then migrate, listen, write the port file, start workers, wait; on the signal stop
/// accepting, finish what runs, stop workers, exit 0. Every service also serves
/// GET /internal/v1/events?after=&wait=&limit= from its outbox.
int run(const Service& service);

/// The event feed of another service: reads `source`'s events over HTTP and calls
/// `consume(event, from, to)` one event at a time; consume moves the cursor in its transaction.
/// The worker that calls it asks the feed once an interval.
/// Metric: tenure_consumer_events_total{source}.
std::function<Result<bool>()> consumer(
    pg::Pool& pool, std::string source, http::Client& client, const http::InternalTokens& tokens,
    std::function<Status(const pg::Event& event, const std::string& from, const std::string& to)>
        consume,
    metrics::Registry& metrics);

}  // namespace tenure::runtime
