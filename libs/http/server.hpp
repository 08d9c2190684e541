#pragma once
// A service's REST server (Pistache inside, in server.cpp only), for loopback or a private network.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "domain/idempotency.hpp"
#include "http/internal_token.hpp"
#include "http/route.hpp"

namespace tenure::metrics {
class Registry;
}

namespace tenure::http {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one, see Server::port()
    int threads = 16;        ///< handlers run on these; each may hold one database connection
    std::size_t max_body = 1 << 20;
    std::string service;  ///< name in logs and metrics
};

/// For each request: authenticates the internal token, finds the route (404, 405 with Allow),
/// checks the role (403), the content type (415 when a body is not JSON) and the Idempotency-Key,
/// calls the handler, turns an Error into a problem document and an exception into 500 (or 503 for
/// unavailable infrastructure: libs/domain/unavailable.hpp), logs and counts.
/// GET /livez, /readyz and /metrics need no token.
class Server {
  public:
    Server(ServerOptions options, std::vector<Route> routes, const InternalTokens& tokens,
           IdempotencyLog* idempotency, metrics::Registry& metrics, std::function<bool()> ready);
    ~Server();
    /// Binds and serves in threads of its own; throws std::runtime_error when the port is taken.
    void start();
    std::uint16_t port() const;
    /// Stops accepting, waits until the requests in flight are answered (at most 10 s), stops.
    void stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::http
