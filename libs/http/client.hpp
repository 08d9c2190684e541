#pragma once
// HTTP/1.1 client for calls between Tenure's services: keep-alive pool, deadline, Asio inside.

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "domain/result.hpp"
#include "http/internal_token.hpp"
#include "http/message.hpp"

namespace tenure::http {

struct ClientResponse {
    int status = 0;
    std::string body;
    std::map<std::string, std::string> headers;  ///< names in lower case
};

struct ClientOptions {
    std::chrono::milliseconds connect_timeout{1000};
    std::chrono::milliseconds timeout{10000};  ///< for one whole exchange
    std::size_t max_idle = 32;                 ///< connections kept for reuse
};

/// Calls one service. Thread-safe; callers block until the answer or the deadline.
class Client {
  public:
    /// `base_url`: "http://127.0.0.1:8081".
    Client(std::string base_url, const InternalTokens& tokens, ClientOptions options = {});
    ~Client();

    /// Sends as `caller` (with the role service added). `target` begins with "/internal/v1/".
    /// All our internal calls are idempotent (GET, or POST of a resource under an id the caller
    /// made), so one retry follows a connection that was found closed.
    /// Any HTTP answer is a value, also 4xx and 5xx. Errors: `upstream_unavailable` (unavailable:
    /// could not connect, nothing was sent), `upstream_timeout` (timed_out: outcome unknown).
    Result<ClientResponse> send(const Caller& caller, Method method, std::string_view target,
                                std::string body = {},
                                std::optional<std::chrono::milliseconds> timeout = {});

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The error that a problem+json answer carries (status, code, detail, members), for passing on.
Error error_of(const ClientResponse& response);

}  // namespace tenure::http
