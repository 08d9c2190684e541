#pragma once
// A real server with the routes that these tests need.

#include <functional>
#include <future>
#include <string>
#include <vector>

#include "http/client.hpp"
#include "http/server.hpp"
#include "metrics/metrics.hpp"
#include "testkit/http_probe.hpp"

namespace tenure::http_test {

inline const std::string key = "0123456789abcdef0123456789abcdef";

/// A server on `port` (0: any free one), running until it is destroyed.
class TestServer {
  public:
    explicit TestServer(std::uint16_t port = 0, int threads = 4,
                        std::function<Result<http::Response>(const http::Request&)> slow = {});

    std::uint16_t port() const { return server.port(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
    http::Caller caller() const {
        return testkit::caller("acc_demo", Role::owner | Role::service, clock.now());
    }
    testkit::Answer call(std::string_view method, std::string_view target,
                         std::string_view body = {}, testkit::Headers headers = {}) const {
        return testkit::call(port(), tokens, caller(), method, target, body, std::move(headers));
    }

    SystemClock clock;
    http::InternalTokens tokens{key, clock};
    metrics::Registry metrics;
    http::Server server;
};

}  // namespace tenure::http_test
