// A service's process: what it refuses to start with, what it serves, how it stops.

#include "testkit/process.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <map>
#include <optional>
#include <signal.h>
#include <string>

#include "domain/time.hpp"
#include "testkit/http_probe.hpp"
#include "testkit/running_service.hpp"
#include "testkit/temp_database.hpp"

using namespace tenure;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

std::string executable(const std::string& service) {
    return std::string(TENURE_BINARY_DIR) + "/bin/tenure-" + service;
}

/// A service in a child process.
struct Child {
    explicit Child(const std::string& database_url, const std::string& service = "onboarding")
        : process({executable(service)},
                  {{"TENURE_DATABASE_URL", database_url},
                   {"TENURE_PORT_FILE", directory.path() + "/port"},
                   {"TENURE_INTERNAL_KEY", testkit::internal_key},
                   // What the wallet needs besides; nobody is there.
                   {"TENURE_BILLING_URL", "http://127.0.0.1:1"},
                   {"TENURE_PAYMENT_METHOD_URL", "http://127.0.0.1:1"},
                   {"TENURE_CATALOG_DIR", std::string(TENURE_SOURCE_DIR) + "/deploy/catalog"}},
                  directory.path() + "/log") {}

    std::uint16_t port() {
        return static_cast<std::uint16_t>(
            std::stoi(testkit::await_file(directory.path() + "/port", process)));
    }
    testkit::Answer call(RoleSet roles, const std::string& target) {
        return testkit::call(port(), tokens, testkit::caller("acc_a", roles, clock.now()), "GET",
                             target);
    }
    /// Waits until the log holds the text; false when the process ends first.
    bool await_log(const std::string& text) {
        while (process.log().find(text) == std::string::npos)
            if (!process.running()) return false;
        return true;
    }

    SystemClock clock;
    http::InternalTokens tokens{testkit::internal_key, clock};
    testkit::TempDirectory directory;
    testkit::Process process;
};

void check_exit(testkit::Process& process, int expected) {
    const std::optional<int> status = process.wait(seconds(20));
    INFO(process.log());
    REQUIRE(status.has_value());
    CHECK(*status == expected);
}

/// Nobody can connect to the database while this lives.
class ClosedDatabase {
  public:
    ClosedDatabase(const testkit::TempDatabase& database, const testkit::TempDatabase& other)
        : name_(database.query("select current_database()").at(0)), other_(other) {
        other_.query("alter database " + name_ + " allow_connections false");
        other_.query(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '" +
            name_ + "'");
    }
    ~ClosedDatabase() { other_.query("alter database " + name_ + " allow_connections true"); }
    ClosedDatabase(const ClosedDatabase&) = delete;
    ClosedDatabase& operator=(const ClosedDatabase&) = delete;

  private:
    std::string name_;
    const testkit::TempDatabase& other_;
};

}  // namespace

TEST_CASE("a configuration that is not usable ends the process with every bad variable") {
    const testkit::TempDirectory directory;
    testkit::Process process({executable("wallet")},
                             {{"TENURE_DATABASE_URL", ""},
                              {"TENURE_LISTEN", "nowhere"},
                              {"TENURE_INTERNAL_KEY", "short"},
                              {"TENURE_LOG_LEVEL", "loud"},
                              {"TENURE_THREADS", "0"},
                              {"TENURE_DATABASE_CONNECTIONS", "many"},
                              {"TENURE_SWEEP_INTERVAL_MS", "-1"},
                              {"TENURE_LEASE_MS", "1.5"}},
                             directory.path() + "/log");
    check_exit(process, 2);
    for (const char* name :
         {"TENURE_DATABASE_URL is required", "TENURE_LISTEN", "TENURE_INTERNAL_KEY",
          "TENURE_LOG_LEVEL", "TENURE_THREADS", "TENURE_DATABASE_CONNECTIONS",
          "TENURE_SWEEP_INTERVAL_MS", "TENURE_LEASE_MS"}) {
        CAPTURE(name);
        CHECK(process.log().find(std::string("\n") + name) != std::string::npos);
    }
    CHECK(process.log().find("short") == std::string::npos);
}

TEST_CASE("a service starts, migrates, answers health and metrics, and stops on SIGTERM") {
    const std::string service = GENERATE("onboarding", "wallet");
    CAPTURE(service);
    const testkit::TempDatabase database;
    Child child(database.url(), service);
    const std::uint16_t port = child.port();
    CHECK(testkit::exchange(port, "GET", "/livez").status == 200);
    CHECK(testkit::exchange(port, "GET", "/readyz").status == 200);
    const std::string metrics = testkit::exchange(port, "GET", "/metrics").body;
    for (const char* name :
         {"tenure_build_info", "tenure_db_connections", "tenure_db_acquire_seconds",
          "tenure_db_transaction_seconds", "tenure_worker_runs_total", "tenure_http_in_flight"}) {
        CAPTURE(name);
        CHECK(metrics.find(name) != std::string::npos);
    }
    CHECK(database.query("select count(*) from account") == std::vector<std::string>{"0"});
    child.process.send_signal(GENERATE(SIGTERM, SIGINT));
    check_exit(child.process, 0);
    CHECK(child.process.log().find("\"message\":\"stopped\"") != std::string::npos);
}

TEST_CASE("two processes of one service may start at once on an empty database") {
    const testkit::TempDatabase database;
    Child first(database.url());
    Child second(database.url());
    CHECK(testkit::exchange(first.port(), "GET", "/readyz").status == 200);
    CHECK(testkit::exchange(second.port(), "GET", "/readyz").status == 200);
}

TEST_CASE("a database of another service ends the process with a clear line") {
    const testkit::TempDatabase database;
    {
        Child child(database.url(), "onboarding");
        child.port();
    }
    Child child(database.url(), "wallet");
    check_exit(child.process, 1);
    CHECK(child.process.log().find("holds tables of onboarding") != std::string::npos);
}

TEST_CASE("a database that is not there yet is waited for, and SIGTERM ends the wait") {
    Child child("postgresql:///tenure?host=/nonexistent");
    REQUIRE(child.await_log("waiting for the database"));
    child.process.send_signal(SIGTERM);
    check_exit(child.process, 0);
}

TEST_CASE("a process whose database comes late starts when it is there") {
    const testkit::TempDatabase database;
    const testkit::TempDatabase other;
    std::optional<ClosedDatabase> closed(std::in_place, database, other);
    Child child(database.url());
    REQUIRE(child.await_log("waiting for the database"));
    closed.reset();
    CHECK(testkit::exchange(child.port(), "GET", "/readyz").status == 200);
}

TEST_CASE("without its database a service is alive but not ready, and ready again with it") {
    const testkit::TempDatabase database;
    const testkit::TempDatabase other;
    Child child(database.url());
    const std::uint16_t port = child.port();
    {
        const ClosedDatabase closed(database, other);
        CHECK(testkit::exchange(port, "GET", "/livez").status == 200);
        CHECK(testkit::exchange(port, "GET", "/readyz").status == 503);
        CHECK(child.call(Role::service, "/internal/v1/events").status == 503);
    }
    CHECK(testkit::exchange(port, "GET", "/readyz").status == 200);
    CHECK(child.call(Role::service, "/internal/v1/events").status == 200);
}

TEST_CASE("a request that waits for events is answered at the stop and does not delay it") {
    const testkit::TempDatabase database;
    Child child(database.url());
    const std::uint16_t port = child.port();
    auto waiting = std::async(std::launch::async, [&] {
        return child.call(Role::service, "/internal/v1/events?wait=20");
    });
    const auto in_flight = [&] {
        const std::string metrics = testkit::exchange(port, "GET", "/metrics").body;
        return metrics.find("\ntenure_http_in_flight 1") != std::string::npos;
    };
    while (!in_flight()) REQUIRE(child.process.running());
    const auto start = steady_clock::now();
    child.process.send_signal(SIGTERM);
    const testkit::Answer answer = waiting.get();
    check_exit(child.process, 0);
    CHECK(steady_clock::now() - start < seconds(5));
    CHECK(answer.status == 200);
    CHECK(answer.json()["events"].empty());
}

TEST_CASE("the event feed is for services, and refuses bad queries") {
    const testkit::TempDatabase database;
    Child child(database.url());
    CHECK(testkit::exchange(child.port(), "GET", "/internal/v1/events").status == 401);
    CHECK(child.call(Role::owner, "/internal/v1/events").status == 403);
    for (const char* query : {"limit=0", "limit=101", "limit=1x", "limit=", "wait=-1", "wait=21",
                              "wait=1.5", "wait=99999999999"}) {
        CAPTURE(query);
        const testkit::Answer answer =
            child.call(Role::service, std::string("/internal/v1/events?") + query);
        CHECK(answer.status == 422);
        CHECK(answer.code() == "invalid_fields");
    }
    for (const char* cursor : {"x", "1", "1.2.3", "-1.2", "%27", "1e9.2"}) {
        CAPTURE(cursor);
        const testkit::Answer answer =
            child.call(Role::service, std::string("/internal/v1/events?after=") + cursor);
        CHECK(answer.status == 422);
        CHECK(answer.code() == "invalid_cursor");
    }
}

TEST_CASE("what is asked again and again is logged when it fails, not when it succeeds") {
    const testkit::TempDatabase database;
    Child child(database.url());
    CHECK(child.call(Role::service, "/internal/v1/events").status == 200);
    CHECK(child.call(Role::owner, "/internal/v1/events").status == 403);
    REQUIRE(child.await_log(R"("route":"/internal/v1/events","status":403)"));
    CHECK(child.process.log().find(R"("route":"/internal/v1/events","status":200)") ==
          std::string::npos);
}
