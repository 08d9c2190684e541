// Billing's own executable, killed between any two steps of an order and started again.

#include <csignal>

#include "integration/billing/fixture.hpp"
#include "testkit/process.hpp"

using namespace tenure;
using namespace tenure::test;

#ifdef TENURE_FAILPOINTS

namespace {

class BillingProcess {
  public:
    BillingProcess(const testkit::TempDatabase& database, const FakePayments& payments,
                   const std::string& failpoint)
        : process_({std::string(TENURE_BINARY_DIR) + "/bin/tenure-billing"},
                   {{"TENURE_DATABASE_URL", database.url()},
                    {"TENURE_PAYMENT_METHOD_URL", payments.url()},
                    {"TENURE_PORT_FILE", directory_.path() + "/port"},
                    {"TENURE_INTERNAL_KEY", testkit::internal_key},
                    {"TENURE_LEASE_MS", "100"},
                    {"TENURE_SWEEP_INTERVAL_MS", "10"},
                    {"TENURE_FAILPOINT", failpoint}},
                   directory_.path() + "/log"),
          port_(static_cast<std::uint16_t>(
              std::stoi(testkit::await_file(directory_.path() + "/port", process_)))) {}

    testkit::Answer call(Role role, std::string_view method, const std::string& target,
                         const std::string& body = {}) {
        return testkit::call(port_, tokens_, testkit::caller("acc_one", role, now), method, target,
                             body);
    }
    std::optional<int> wait() { return process_.wait(std::chrono::seconds(20)); }

  private:
    SystemClock clock_;
    http::InternalTokens tokens_{testkit::internal_key, clock_};
    testkit::TempDirectory directory_;
    testkit::Process process_;
    std::uint16_t port_;
};

}  // namespace

TEST_CASE("Killed at any step of an order and started again, billing finishes it once") {
    const std::string failpoint = GENERATE(as<std::string>(), "billing.order_drafted",
                                           "billing.payment_made", "billing.order_finished");
    INFO(failpoint);
    SystemClock clock;
    FakePayments payments(clock);
    testkit::TempDatabase database;
    const std::string id = ChangeId::make(now).str();
    json order = purchase_of("start", 5);
    order["order_id"] = id;
    {
        BillingProcess killed(database, payments, failpoint);
        REQUIRE(killed.call(Role::owner, "PUT", "/v1/billing/details", belgian_details().dump())
                    .status == 201);
        REQUIRE_THROWS(killed.call(Role::service, "POST", "/internal/v1/orders", order.dump()));
        REQUIRE(killed.wait() == -SIGKILL);
    }
    BillingProcess restarted(database, payments, "");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (restarted.call(Role::service, "GET", "/internal/v1/orders/" + id).json()["status"] !=
           "applied")
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    const auto again = restarted.call(Role::service, "POST", "/internal/v1/orders", order.dump());
    REQUIRE(again.status == 200);
    REQUIRE(again.json()["invoice_number"] == "2026-000001");
    REQUIRE(payments.calls().size() == 1);
    REQUIRE(database.query("select status from invoice") == std::vector<std::string>{"paid"});
    REQUIRE(database.query("select quantity from item_change where status = 'in_force'") ==
            std::vector<std::string>{"5"});
    REQUIRE(database.query("select count(*) from event where type = 'order.applied'").at(0) == "1");
}

#endif
