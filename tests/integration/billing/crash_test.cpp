// Billing's own executable, killed between any two steps of an order and started again.

#include "integration/billing/billing_process.hpp"

using namespace tenure;
using namespace tenure::test;

#ifdef TENURE_FAILPOINTS

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
