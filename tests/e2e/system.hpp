#pragma once
// Tenure as a customer meets it: the seven executables, started with databases and keys of their
// own, and every answer held against the OpenAPI descriptions.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "e2e/contract.hpp"
#include "testkit/http_probe.hpp"
#include "testkit/process.hpp"
#include "testkit/temp_database.hpp"

namespace tenure::e2e {

using Variables = std::map<std::string, std::string>;

/// A caller at the gateway.
struct User {
    std::string account = "acc_demo";
    std::string role = "owner";
    int ttl_s = 3600;
    auto operator<=>(const User&) const = default;
};

class System {
  public:
    /// Starts everything and returns when the gateway is ready. `extra` by service name.
    explicit System(const std::map<std::string, Variables>& extra = {});

    /// A request at the gateway. Fails the test when the answer breaks its description. Not for
    /// threads: see send().
    testkit::Answer call(const User& user, std::string_view method, std::string_view target,
                         std::string_view body = {}, testkit::Headers headers = {});
    /// A request with these headers only, recorded like call().
    testkit::Answer call_as(const testkit::Headers& headers, std::string_view method,
                            std::string_view target, std::string_view body = {});
    /// The same without judgement, from any thread; hand the answer to record() afterwards.
    testkit::Answer send(const User& user, std::string_view method, std::string_view target,
                         std::string_view body = {}, testkit::Headers headers = {});
    void record(std::string_view method, std::string_view target, const testkit::Answer& answer);

    /// A bearer token, made by the gateway's own command with the system's key.
    std::string token(const User& user);
    /// Described operations that no recorded answer with a status below 400 came from.
    std::set<std::string> operations_without_success() const;

    testkit::Process& process(const std::string& service) { return *at(service).process; }
    const testkit::TempDatabase& database(const std::string& service) {
        return *at(service).database;
    }
    std::uint16_t port(const std::string& service) { return at(service).port; }
    /// Starts a stopped or killed service on its former port and waits until it listens.
    void start(const std::string& service, const Variables& extra = {});
    /// SIGTERM, and waits until it has ended by itself.
    void stop(const std::string& service);
    /// The logs of all processes, of their whole lives.
    std::string logs() const;
    std::string path_of(const std::string& file) const { return directory_.path() + "/" + file; }

  private:
    struct Service {
        std::unique_ptr<testkit::TempDatabase> database;  ///< none for the gateway
        std::unique_ptr<testkit::Process> process;
        std::uint16_t port = 0;
    };
    Service& at(const std::string& service) { return services_.at(service); }
    void make_keys();
    void launch(const std::string& service, const Variables& extra);
    void await(const std::string& service);
    Variables environment_of(const std::string& service);
    std::string run(const Variables& environment, std::vector<std::string> command,
                    const std::string& output);

    testkit::TempDirectory directory_;
    std::map<std::string, Service> services_;
    std::mutex tokens_mutex_;
    std::map<User, std::string> tokens_;
    std::set<std::string> succeeded_;
};

/// Asks until the condition holds; fails the test with `what` when it does not in time.
void await_that(const std::string& what, const std::function<bool()>& condition,
                std::chrono::seconds timeout = std::chrono::seconds(30));

}  // namespace tenure::e2e
