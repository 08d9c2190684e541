#pragma once
// From a whole request to its answer, without any I/O of its own: authentication, route, role,
// content type, Idempotency-Key, handler, problem document, log and metrics. Internal to libs/http:
// server.cpp feeds it.

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/internal_token.hpp"
#include "http/route_table.hpp"
#include "metrics/metrics.hpp"

namespace tenure::http {

/// A request as it came off the wire: whole, and not yet trusted.
struct WireRequest {
    std::string method;                          ///< "GET"
    std::string target;                          ///< "/path?query", percent-encoded
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

/// The names that a Response may carry beside Content-Type and Content-Length.
inline constexpr std::array response_header_names{"ETag",
                                                  "Location",
                                                  "Link",
                                                  "Cache-Control",
                                                  "Retry-After",
                                                  "Allow",
                                                  "Idempotent-Replayed",
                                                  "X-Request-Id",
                                                  "Content-Language"};

class Dispatcher {
  public:
    Dispatcher(std::vector<Route> routes, const InternalTokens& tokens, IdempotencyLog* idempotency,
               metrics::Registry& metrics, std::function<bool()> ready, std::size_t max_body);
    ~Dispatcher();

    /// Always an answer; what a handler throws becomes 500 or 503.
    Response handle(WireRequest wire);
    /// The answer to what could not be read as a request: `body_too_large`, `malformed_request`.
    Response refuse(ErrorKind kind);

  private:
    struct Exchange;
    class RouteMetrics;

    std::optional<Response> health(const WireRequest& wire);
    /// Headers and body are moved out of the request on the way.
    Response answer(WireRequest& wire, const Result<Caller>& caller, Exchange& exchange);
    Result<Response> serve(WireRequest& wire, const Caller& caller, Exchange& exchange);
    Result<Response> run_keyed(const Route& route, Request& request, Exchange& exchange);
    Response run_and_store(const Route& route, const Request& request, Exchange& exchange);
    Response problem_of(const Error& error, Exchange& exchange);
    void store(const Request& request, const Response& response);
    void finish(Response& response, const WireRequest& wire, const Exchange& exchange);
    RouteMetrics& metrics_of(const Exchange& exchange);

    RouteTable table_;
    const InternalTokens& tokens_;
    IdempotencyLog* idempotency_;
    metrics::Registry& metrics_;
    std::function<bool()> ready_;
    std::size_t max_body_;
    metrics::Gauge& in_flight_;
    SystemClock clock_;
    std::map<const Route*, std::unique_ptr<RouteMetrics>> route_metrics_;
    std::map<std::string, std::unique_ptr<RouteMetrics>> unmatched_metrics_;  ///< by method
};

}  // namespace tenure::http
