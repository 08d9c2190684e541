#pragma once
// Billing's own executable on a database that outlives it, for tests that kill it.

#include <csignal>

#include "integration/billing/fixture.hpp"
#include "testkit/process.hpp"

namespace tenure::test {

class BillingProcess {
  public:
    BillingProcess(const testkit::TempDatabase& database, const FakePayments& payments,
                   const std::string& failpoint, const std::string& workers = {})
        : process_({std::string(TENURE_BINARY_DIR) + "/bin/tenure-billing"},
                   environment(database, payments, failpoint, workers),
                   directory_.path() + "/log") {}

    testkit::Answer call(Role role, std::string_view method, const std::string& target,
                         const std::string& body = {}, const testkit::Headers& headers = {},
                         const std::string& account = "acc_one", Timestamp at = test::now) {
        return testkit::call(port(), tokens_, testkit::caller(account, role, at), method, target,
                             body, headers);
    }
    std::optional<int> wait() { return process_.wait(std::chrono::seconds(20)); }

  private:
    /// Waits until the process listens. One that is to be killed may be dead before.
    std::uint16_t port() {
        return static_cast<std::uint16_t>(
            std::stoi(testkit::await_file(directory_.path() + "/port", process_)));
    }

    std::map<std::string, std::string> environment(const testkit::TempDatabase& database,
                                                   const FakePayments& payments,
                                                   const std::string& failpoint,
                                                   const std::string& workers) const {
        std::map<std::string, std::string> variables{
            {"TENURE_DATABASE_URL", database.url()},
            {"TENURE_PAYMENT_METHOD_URL", payments.url()},
            {"TENURE_PORT_FILE", directory_.path() + "/port"},
            {"TENURE_INTERNAL_KEY", testkit::internal_key},
            {"TENURE_LEASE_MS", "100"},
            {"TENURE_SWEEP_INTERVAL_MS", "10"},
            {"TENURE_TEST_CLOCKS", "on"},
            {"TENURE_RENEWAL_BATCH", "7"},
            {"TENURE_FAILPOINT", failpoint}};
        if (!workers.empty()) variables.emplace("TENURE_BILLING_WORKERS", workers);
        return variables;
    }

    SystemClock clock_;
    http::InternalTokens tokens_{testkit::internal_key, clock_};
    testkit::TempDirectory directory_;
    testkit::Process process_;
};

}  // namespace tenure::test
