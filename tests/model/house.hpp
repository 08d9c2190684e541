#pragma once
// The real services in this process, each with a database of its own. Customers' requests go
// straight to a service's dispatcher, everything but the socket; services call one another over
// HTTP. Tests keep one house for many accounts.

#include <memory>
#include <string>
#include <vector>

#include "http/dispatch.hpp"
#include "http/server.hpp"
#include "runtime/runtime.hpp"
#include "testkit/http_probe.hpp"
#include "testkit/temp_database.hpp"

namespace tenure::model {

/// One service: its module on its database, a dispatcher for the test and a server for its peers.
class Running {
  public:
    Running(const runtime::Service& service, std::map<std::string, std::string> environment);
    ~Running();

    testkit::Answer call(const http::Caller& caller, const std::string& method,
                         const std::string& target, const nlohmann::json& body = {},
                         const std::map<std::string, std::string>& headers = {});
    std::string url() const;
    /// The first column of each row.
    std::vector<std::string> query(const std::string& sql);

  private:
    SystemClock clock_;
    std::atomic<bool> stopping_{false};
    testkit::TempDatabase database_;
    http::InternalTokens tokens_;
    metrics::Registry metrics_, dispatcher_metrics_;
    runtime::CommonConfig config_;
    std::unique_ptr<pg::Pool> pool_;
    std::unique_ptr<runtime::Module> module_;
    std::unique_ptr<IdempotencyLog> idempotency_;
    std::unique_ptr<http::Dispatcher> dispatcher_;
    std::unique_ptr<http::Server> server_;
    struct Reader;
    std::unique_ptr<Reader> reader_;
};

struct House {
    House();
    struct Quiet {
        Quiet();
    } quiet;  ///< thousands of requests are not worth a log line each
    /// Each service hears what those below it have published, as after a clock's move at the
    /// gateway. No worker runs by itself: what is to happen happens when a test says so.
    void catch_up(const http::Caller& caller);

    Running payment_method, billing, subscription, add_on;
};

}  // namespace tenure::model
