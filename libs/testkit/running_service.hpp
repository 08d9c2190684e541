#pragma once
// Tests only: a service in this process, on a port of its own, with a database of its own, and
// servers that stand in for the services it calls.

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "runtime/runtime.hpp"
#include "testkit/fake_clock.hpp"
#include "testkit/http_probe.hpp"
#include "testkit/temp_database.hpp"

namespace tenure::testkit {

/// The key that every internal token of a test is signed with.
inline constexpr const char* internal_key = "a key for tests only, of 32 bytes and more";

/// A peer whose routes the test scripts.
class FakePeer {
  public:
    FakePeer(std::vector<http::Route> routes, const Clock& clock, int threads = 8);
    ~FakePeer();
    std::string url() const;
    std::uint16_t port() const { return server_.port(); }
    /// From now on nobody listens there.
    void stop() { server_.stop(); }

  private:
    http::InternalTokens tokens_;
    metrics::Registry metrics_;
    http::Server server_;
};

/// The service as its module puts it together. Workers run only when started, so that a test
/// decides when the sweeper does its round.
class RunningService {
  public:
    /// `environment` is what the service reads besides its database and key. Throws with all bad
    /// variables when the configuration is refused.
    RunningService(const runtime::Service& service, std::map<std::string, std::string> environment,
                   const Clock& clock);
    ~RunningService();

    std::uint16_t port() const { return server_->port(); }
    const TempDatabase& database() const { return database_; }
    const http::InternalTokens& tokens() const { return tokens_; }
    runtime::Module& module() { return *module_; }
    metrics::Registry& metrics() { return metrics_; }
    void start_workers();

    /// A request as the gateway would forward it.
    Answer call(const http::Caller& caller, std::string_view method, std::string_view target,
                std::string_view body = {}, Headers headers = {}) const {
        return testkit::call(port(), tokens_, caller, method, target, body, std::move(headers));
    }

  private:
    std::atomic<bool> stopping_{false};
    TempDatabase database_;
    http::InternalTokens tokens_;
    metrics::Registry metrics_;
    runtime::CommonConfig config_;
    std::unique_ptr<pg::Pool> pool_;
    std::unique_ptr<runtime::Module> module_;
    std::unique_ptr<IdempotencyLog> idempotency_;
    std::unique_ptr<http::Server> server_;
    std::vector<runtime::Worker*> started_;
};

}  // namespace tenure::testkit
