// Billing's executable killed after a refund was made and before it was noted: it is made once.

#include "integration/billing/billing_process.hpp"

using namespace tenure;
using namespace tenure::test;

#ifdef TENURE_FAILPOINTS

TEST_CASE("Killed after a credit note was paid back, billing pays it back once") {
    SystemClock clock;
    FakePayments payments(clock);
    testkit::TempDatabase database;
    const auto refunds = [&] { return database.query("select status from credit_refund"); };
    {
        BillingProcess billing(database, payments, "billing.credit_refunded");
        REQUIRE(billing.call(Role::owner, "PUT", "/v1/billing/details", belgian_details().dump())
                    .status == 201);
        json order = purchase_of("start", 5);
        order["order_id"] = ChangeId::make(clock.now()).str();
        REQUIRE(billing.call(Role::service, "POST", "/internal/v1/orders", order.dump()).status ==
                201);
        const std::string invoice = database.query("select id from invoice").at(0);
        // The worker may be quicker than the answer.
        try {
            billing.call(Role::operator_, "POST",
                         "/v1/billing/invoices/" + invoice + "/credit-notes",
                         json{{"amount", money(1000)}, {"reason", "a test"}}.dump(),
                         {{"Idempotency-Key", "once"}});
        } catch (const std::exception&) {
        }
        REQUIRE(billing.wait() == -SIGKILL);
    }
    REQUIRE(refunds() == std::vector<std::string>{"pending"});
    BillingProcess restarted(database, payments, "");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (refunds() != std::vector<std::string>{"succeeded"}) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::yield();
    }
    REQUIRE(payments.refunds().size() == 1);
    REQUIRE(
        database.query("select count(*) from event where type = 'credit_note.refunded'").at(0) ==
        "1");
}

#endif
