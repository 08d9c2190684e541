#pragma once
// What the gateway reads from its environment.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "config/environment.hpp"
#include "gateway/identity/jwt.hpp"
#include "gateway/route_table.hpp"
#include "gateway/wire/url.hpp"

namespace tenure::gateway {

using Milliseconds = std::chrono::milliseconds;

/// What a customer's connection may take.
struct ClientLimits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 10 * 1024 * 1024;  ///< a route may take less
    Milliseconds request{30'000};               ///< a request's arrival, and each write to a client
    Milliseconds idle{60'000};                  ///< between two requests
    int connections = 4096;
};

struct UpstreamLimits {
    Milliseconds connect{1'000};
    Milliseconds answer{30'000};   ///< until the answer's first byte, and between its pieces
    std::size_t connections = 64;  ///< to one service, per thread
    std::size_t opened_at_start = 2;
};

struct Config {
    config::Environment::Address listen;
    std::string port_file;
    config::Environment::Address metrics_listen;
    std::string metrics_port_file;
    std::string internal_key;
    std::string log_level;
    int threads = 1;
    std::string jwks_file;  ///< a key set's file or URL, or neither with HS256
    std::string jwks_url;
    JwtRules jwt;
    std::array<Url, all_upstreams.size()> upstreams;
    std::string openapi;       ///< the description itself; empty when there is no file
    bool test_clocks = false;  ///< accounts may be put on a test clock
    ClientLimits client;
    UpstreamLimits upstream;
};

/// Error `bad_configuration` with every bad variable. README.md lists the variables.
Result<Config> load_config(config::Environment& environment);

/// TENURE_JWT_ISSUER, TENURE_JWT_AUDIENCE (both "tenure" by default), TENURE_JWT_LEEWAY_SECONDS.
JwtRules load_issuer(config::Environment& environment);

}  // namespace tenure::gateway
