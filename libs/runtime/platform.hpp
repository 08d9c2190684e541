#pragma once
// What every service reads from its environment, and what the runtime hands to its module.

#include <chrono>
#include <cstdint>
#include <string>

#include "config/environment.hpp"
#include "domain/time.hpp"
#include "http/internal_token.hpp"
#include "metrics/metrics.hpp"
#include "pg/pool.hpp"

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

}  // namespace tenure::runtime
