// Billing's executable killed between the steps of renewals, collections and test clocks, and two
// of it at once: one invoice and one payment for each term, whatever happens.

#include "integration/billing/billing_process.hpp"

using namespace tenure;
using namespace tenure::test;
using Texts = std::vector<std::string>;

namespace {

/// Accounts in real time whose first term ended days ago, made while no worker renews.
struct DueAccounts {
    explicit DueAccounts(int count) {
        BillingProcess billing(database, payments, "", "orders");
        const Timestamp begun = clock.now() - std::chrono::days(100);
        for (int index = 0; index < count; ++index) {
            const std::string account = "acc_" + std::to_string(index);
            REQUIRE(billing
                        .call(Role::owner, "PUT", "/v1/billing/details", belgian_details().dump(),
                              {}, account, begun)
                        .status == 201);
            json order = purchase_of("start", 5);
            order["order_id"] = ChangeId::make(clock.now()).str();
            REQUIRE(billing
                        .call(Role::service, "POST", "/internal/v1/orders", order.dump(), {},
                              account, begun)
                        .status == 201);
        }
    }
    bool all_paid(std::size_t invoices) const {
        return database.query("select 1 from invoice where status = 'paid'").size() == invoices;
    }
    template <class Condition>
    void await(Condition condition) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!condition()) {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            std::this_thread::yield();
        }
    }
    /// No account twice, none missed, no number lost, one payment an invoice.
    void check(int accounts) const {
        const std::string count = std::to_string(accounts);
        CHECK(database.query("select count(*) from term where number = 2").at(0) == count);
        CHECK(database
                  .query("select count(distinct account_id) from invoice "
                         "where order_id is null")
                  .at(0) == count);
        CHECK(database.query("select count(*) from invoice").at(0) == std::to_string(2 * accounts));
        CHECK(database
                  .query("select 1 from invoice_number where last <> (select count(*) from "
                         "invoice where number like year || '-%')")
                  .empty());
        CHECK(database.query("select count(*) from event where type = 'invoice.paid'").at(0) ==
              std::to_string(2 * accounts));
        REQUIRE(payments.calls().size() == static_cast<std::size_t>(2 * accounts));
    }

    SystemClock clock;
    FakePayments payments{clock};
    testkit::TempDatabase database;
};

}  // namespace

TEST_CASE("Two billing processes renew the same accounts: none twice, none missed") {
    const int accounts = 30;
    DueAccounts due(accounts);
    BillingProcess first(due.database, due.payments, "");
    BillingProcess second(due.database, due.payments, "");
    due.await([&] { return due.all_paid(2 * accounts); });
    due.check(accounts);
}

#ifdef TENURE_FAILPOINTS

TEST_CASE("Killed at any step of a renewal or its payment, billing does it once") {
    const std::string failpoint = GENERATE(
        as<std::string>(), "billing.renewal_claimed:2", "billing.renewal_written:2",
        "billing.renewal_numbered:2", "billing.renewal_committed:2", "billing.attempt_taken:3",
        "billing.attempt_asked:3", "billing.attempt_paid:3", "billing.attempt_settled:3");
    INFO(failpoint);
    const int accounts = 10;
    DueAccounts due(accounts);
    {
        BillingProcess killed(due.database, due.payments, failpoint);
        REQUIRE(killed.wait() == -SIGKILL);
    }
    BillingProcess restarted(due.database, due.payments, "");
    due.await([&] { return due.all_paid(2 * accounts); });
    due.check(accounts);
}

TEST_CASE("Killed while a trial ends, billing converts it once") {
    SystemClock clock;
    FakePayments payments(clock);
    testkit::TempDatabase database;
    {
        BillingProcess billing(database, payments, "", "orders");
        const Timestamp begun = clock.now() - std::chrono::days(20);
        REQUIRE(billing
                    .call(Role::owner, "PUT", "/v1/billing/details", belgian_details().dump(), {},
                          "acc_one", begun)
                    .status == 201);
        json order = purchase_of("start", 5);
        order["start"]["trial_days"] = 14;
        order["order_id"] = ChangeId::make(clock.now()).str();
        REQUIRE(billing
                    .call(Role::service, "POST", "/internal/v1/orders", order.dump(), {}, "acc_one",
                          begun)
                    .status == 201);
    }
    {
        BillingProcess killed(database, payments, "billing.trial_asked");
        REQUIRE(killed.wait() == -SIGKILL);
    }
    BillingProcess restarted(database, payments, "");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (database.query("select 1 from invoice where status = 'paid'").empty())
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    CHECK(database.query("select number from term order by number") == Texts{"0", "1"});
    CHECK(database.query("select count(*) from invoice").at(0) == "1");
    REQUIRE(payments.calls().size() == 1);
}

TEST_CASE("Killed in the middle of moving a clock, billing goes on when asked again") {
    const std::string failpoint =
        GENERATE(as<std::string>(), "billing.clock_step:5", "billing.attempt_paid",
                 "billing.renewal_numbered:2", "billing.clock_moved");
    INFO(failpoint);
    SystemClock clock;
    FakePayments payments(clock);
    testkit::TempDatabase database;
    const auto move = [](BillingProcess& billing, const std::string& to) {
        return billing.call(Role::owner, "POST", "/v1/test-clock", json{{"now", to}}.dump());
    };
    {
        BillingProcess prepared(database, payments, "");
        REQUIRE(move(prepared, to_string(test::now)).status == 201);
        REQUIRE(prepared.call(Role::owner, "PUT", "/v1/billing/details", belgian_details().dump())
                    .status == 201);
        json order = purchase_of("start", 5);
        order["order_id"] = ChangeId::make(test::now).str();
        REQUIRE(prepared.call(Role::service, "POST", "/internal/v1/orders", order.dump()).status ==
                201);
    }
    {
        BillingProcess killed(database, payments, failpoint);
        REQUIRE_THROWS(move(killed, "2027-12-01T00:00:00Z"));
        REQUIRE(killed.wait() == -SIGKILL);
    }
    BillingProcess restarted(database, payments, "");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (move(restarted, "2027-12-01T00:00:00Z").status != 200 ||
           !database.query("select 1 from invoice where status <> 'paid'").empty())
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    CHECK(database.query("select starts_on from term order by number") ==
          Texts{"2026-11-23", "2027-02-23", "2027-05-23", "2027-08-23", "2027-11-23"});
    CHECK(database.query("select issued_on from invoice order by number") ==
          Texts{"2026-11-23", "2027-02-23", "2027-05-23", "2027-08-23", "2027-11-23"});
    REQUIRE(payments.calls().size() == 5);
}

TEST_CASE("Killed while an invoice is paid on request, the same key finishes the one payment") {
    const std::string failpoint =
        GENERATE(as<std::string>(), "billing.pay_now_begun", "billing.attempt_asked",
                 "billing.attempt_paid", "billing.attempt_settled");
    INFO(failpoint);
    DueAccounts due(1);
    due.payments.outcome("insufficient_funds");
    {
        BillingProcess failing(due.database, due.payments, "");
        due.await([&] {
            return due.database.query("select standing from billing_account").at(0) == "past_due";
        });
    }
    due.payments.outcome("succeeded");
    const std::string invoice =
        due.database.query("select id from invoice where status = 'open'").at(0);
    const auto pay = [&](BillingProcess& billing) {
        return billing.call(Role::owner, "POST", "/v1/billing/invoices/" + invoice + "/payments",
                            "", {{"Idempotency-Key", "once"}}, "acc_0", due.clock.now());
    };
    {
        BillingProcess killed(due.database, due.payments, failpoint, "orders");
        REQUIRE_THROWS(pay(killed));
        REQUIRE(killed.wait() == -SIGKILL);
    }
    BillingProcess restarted(due.database, due.payments, "", "orders");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    auto answer = pay(restarted);
    while (answer.code() == "idempotency_key_in_use") {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        answer = pay(restarted);
    }
    CHECK(answer.status == 201);
    CHECK(due.database.query("select standing from billing_account").at(0) == "good");
    REQUIRE(due.payments.calls().size() == 3);  // the start, the renewal that failed, and this one
}

#endif
