// Terms end: by the workers in real time, and whatever was late comes in order.

#include "integration/billing/engine_fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using Catch::Matchers::UnorderedEquals;
using Texts = std::vector<std::string>;

TEST_CASE("A renewal issues the invoice that was shown as the next one, and has it paid") {
    EngineFixture billing;
    billing.start();
    const json shown = billing.get("/v1/billing/next-invoice").json();
    billing.clock.set(instant("2027-02-23T09:00:00Z"));
    billing.service.start_workers();
    billing.await([&] { return billing.invoices().size() == 2; });
    billing.await([&] { return billing.invoices().back().substr(0, 4) == "paid"; });

    const json issued = billing.get("/v1/billing/invoices/" + billing.last_invoice()).json();
    CHECK(issued["total"] == shown["total"]);
    CHECK(issued["lines"] == shown["lines"]);
    CHECK(issued["vat"] == shown["vat"]);
    CHECK(issued["issued_on"] == "2027-02-23");
    CHECK(issued["order_id"].is_null());
    REQUIRE(billing.query("select number || ' ' || starts_on || ' ' || renews_on from term "
                          "order by number") ==
            Texts{"1 2026-11-23 2027-02-23", "2 2027-02-23 2027-05-23"});
    REQUIRE(billing.payments.calls().size() == 2);
}

TEST_CASE("A renewal that falls while billing was down for three days happens once it is up") {
    EngineFixture billing;
    billing.start();
    billing.clock.set(instant("2027-02-26T09:00:00Z"));
    billing.service.start_workers();
    billing.await([&] { return billing.invoices().size() == 2; });
    REQUIRE(billing.invoices().back().ends_with("2027-02-26"));  // the law wants the day of issue
    REQUIRE(billing.query("select max(renews_on) from term") == Texts{"2027-05-23"});
}

TEST_CASE("Down for a year, billing renews each term in order and skips none") {
    EngineFixture billing;
    billing.start();
    billing.clock.set(instant("2027-11-24T09:00:00Z"));
    billing.service.start_workers();
    billing.await([&] { return billing.invoices().size() == 5; });
    REQUIRE(billing.query("select starts_on from term order by number") ==
            Texts{"2026-11-23", "2027-02-23", "2027-05-23", "2027-08-23", "2027-11-23"});
    REQUIRE(billing.numbers() ==
            Texts{"2026-000001", "2027-000001", "2027-000002", "2027-000003", "2027-000004"});
}

TEST_CASE("A write on a late account first runs the renewal that is due") {
    EngineFixture billing;
    billing.start();
    const Timestamp late = instant("2027-02-26T09:00:00Z");
    billing.clock.set(late);
    const auto more =
        billing.order(purchase_of("change", 1), billing.new_order(), {}, "acc_one", late);
    REQUIRE(more.status == 201);
    REQUIRE(more.json()["term"]["number"] == 2);
    REQUIRE(billing.invoices().size() == 3);
}

TEST_CASE("One account that cannot be renewed holds up no other of its batch") {
    EngineFixture billing;
    for (const char* account : {"acc_a", "acc_b", "acc_c"}) billing.start(account);
    billing.query("delete from billing_details where account_id = 'acc_b'");
    billing.clock.set(instant("2027-02-23T09:00:00Z"));
    billing.service.start_workers();
    billing.await([&] { return billing.query("select 1 from invoice").size() == 5; });
    REQUIRE(billing.query("select account_id from billing_account where held_until is not null") ==
            Texts{"acc_b"});
}

TEST_CASE("Two workers renew many accounts: none twice, none missed, no number lost") {
    EngineFixture billing(Environment{{"TENURE_RENEWAL_BATCH", "3"}});
    testkit::RunningService* const first = &billing.service;
    const int accounts = 40;
    for (int index = 0; index < accounts; ++index) billing.start("acc_" + std::to_string(index));
    billing.clock.set(instant("2027-02-23T09:00:00Z"));
    first->start_workers();
    std::vector<std::thread> writers;
    for (int index = 0; index < 20; ++index)
        writers.emplace_back([&, index] {
            billing.put_details(belgian_details(), "\"1\"", "acc_" + std::to_string(index));
        });
    for (std::thread& writer : writers) writer.join();
    billing.await([&] {
        return billing.query("select 1 from billing_account where renews_at < '2027-03-01'")
            .empty();
    });
    CHECK(billing.query("select count(*) from invoice").at(0) == std::to_string(2 * accounts));
    CHECK(billing.query("select count(*) from term where number = 2").at(0) ==
          std::to_string(accounts));
    CHECK(billing.query("select max(last) from invoice_number where year = 2027").at(0) ==
          std::to_string(accounts));
    billing.await(
        [&] { return billing.query("select 1 from invoice where status <> 'paid'").empty(); });
    REQUIRE(billing.payments.calls().size() == static_cast<std::size_t>(2 * accounts));
}
