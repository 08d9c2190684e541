// Test clocks: what real time does, in one call.

#include "integration/billing/engine_fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using Texts = std::vector<std::string>;

namespace {

/// A term later: its invoice could not be paid, and for more than 30 days.
void suspend(EngineFixture& billing, const std::string& until) {
    billing.start_on_clock();
    billing.payments.outcome("insufficient_funds");
    REQUIRE(billing.move_clock(until).status == 200);
    REQUIRE(billing.status() == "live suspended");
}

}  // namespace

TEST_CASE("A clock is made on an account that has nothing yet, and shown") {
    EngineFixture billing;
    CHECK(billing.get("/v1/test-clock").json() == json{{"now", nullptr}});
    const auto made = billing.move_clock("2027-01-31T08:00:00Z");
    CHECK(made.status == 201);
    CHECK(made.json() == json{{"now", "2027-01-31T08:00:00Z"}});
    CHECK(billing.get("/v1/test-clock").json() == made.json());
    CHECK(billing.get("/v1/billing/history").json()["data"][0]["action"] == "test_clock.made");
    const auto seen = billing.service.call(billing.seller(), "GET", "/internal/v1/test-clock", "");
    REQUIRE(seen.json() == made.json());
}

TEST_CASE("An account that lives in real time gets no clock") {
    EngineFixture billing;
    billing.start();
    const auto refused = billing.move_clock("2027-01-31T08:00:00Z");
    CHECK(refused.status == 409);
    REQUIRE(refused.code() == "test_clock_not_allowed");
}

TEST_CASE("A clock does not go back, nor more than ten years ahead") {
    EngineFixture billing;
    REQUIRE(billing.move_clock("2027-01-31T08:00:00Z").status == 201);
    CHECK(billing.move_clock("2027-01-31T07:59:59Z").code() == "test_clock_backwards");
    const auto far = billing.move_clock("2037-03-01T08:00:00Z");
    CHECK(far.status == 422);
    CHECK(far.json()["errors"][0]["pointer"] == "/now");
    REQUIRE(billing.move_clock("2027-01-31T08:00:00Z").status == 200);
}

TEST_CASE("In production there are no clocks") {
    BillingFixture billing;
    const auto refused = billing.service.call(billing.owner(), "POST", "/v1/test-clock",
                                              R"({"now": "2027-01-31T08:00:00Z"})");
    CHECK(refused.status == 403);
    REQUIRE(refused.code() == "test_clock_disabled");
}

TEST_CASE("Only owners and admins move a clock, and only to an instant") {
    EngineFixture billing;
    const auto as = [&](Role role, const std::string& body) {
        return billing.service.call(testkit::caller("acc_one", role, now), "POST", "/v1/test-clock",
                                    body);
    };
    CHECK(as(Role::billing, R"({"now": "2027-01-31T08:00:00Z"})").status == 403);
    for (const char* body :
         {"", "[]", "{}", R"({"now": "tomorrow"})", R"({"now": 5})", R"({"now": null})",
          R"({"now": "2027-01-31T08:00:00Z", "then": 1})", R"({"now": "2027-02-30T08:00:00Z"})"}) {
        INFO(body);
        const int status = as(Role::owner, body).status;
        CHECK((status == 400 || status == 415 || status == 422));
    }
}

TEST_CASE("Moved over a year, a clock renews, notifies and collects, each at its instant") {
    EngineFixture billing;
    billing.start_on_clock();
    REQUIRE(billing.move_clock("2027-06-01T00:00:00Z").status == 200);
    REQUIRE(billing.events() == Texts{"renewal.upcoming 2027-01-23", "renewal.upcoming 2027-01-31",
                                      "change_window.closing 2027-02-04", "term.started 2027-02-22",
                                      "invoice.opened 2027-02-22", "invoice.paid 2027-02-22",
                                      "renewal.upcoming 2027-04-22", "renewal.upcoming 2027-04-30",
                                      "change_window.closing 2027-05-04", "term.started 2027-05-22",
                                      "invoice.opened 2027-05-22", "invoice.paid 2027-05-22"});
    REQUIRE(billing.invoices() ==
            Texts{"paid 54450 2026-11-23", "paid 54450 2027-02-23", "paid 54450 2027-05-23"});
}

TEST_CASE("A card that fails is tried every five days, then the account is suspended and ends") {
    EngineFixture billing;
    billing.start_on_clock();
    billing.payments.outcome("insufficient_funds");
    REQUIRE(billing.move_clock("2027-03-24T22:59:59Z").status == 200);
    CHECK(billing.status() == "live past_due");
    REQUIRE(billing.move_clock("2027-06-01T00:00:00Z").status == 200);
    CHECK(billing.status() == "ended suspended");
    const Texts events = billing.events();
    REQUIRE(Texts(events.begin() + 4, events.end()) ==
            Texts{"invoice.opened 2027-02-22", "invoice.payment_failed 2027-02-22",
                  "account.past_due 2027-02-22", "invoice.payment_failed 2027-02-27",
                  "invoice.payment_failed 2027-03-04", "invoice.payment_failed 2027-03-09",
                  "invoice.payment_failed 2027-03-14", "invoice.payment_failed 2027-03-19",
                  "account.suspended 2027-03-24", "change_window.closing 2027-05-04",
                  "account.ended 2027-05-22"});
    REQUIRE(billing.query("select status from item_change") == Texts{"ended"});
}

TEST_CASE("A direct debit is collected twice and reminded of every week") {
    EngineFixture billing;
    billing.start_on_clock();
    billing.payments.use_direct_debit();
    billing.payments.outcome("insufficient_funds");
    REQUIRE(billing.move_clock("2027-04-01T00:00:00Z").status == 200);
    const Texts events = billing.events();
    REQUIRE(Texts(events.begin() + 4, events.end()) ==
            Texts{"invoice.opened 2027-02-22", "invoice.payment_failed 2027-02-27",
                  "account.past_due 2027-02-27", "invoice.payment_reminder 2027-03-01",
                  "invoice.payment_reminder 2027-03-08", "invoice.payment_failed 2027-03-13",
                  "invoice.payment_reminder 2027-03-15", "invoice.payment_reminder 2027-03-22",
                  "account.suspended 2027-03-24"});
}

TEST_CASE("Paid after its suspension, an account is back at once and renews") {
    EngineFixture billing;
    suspend(billing, "2027-04-01T00:00:00Z");
    billing.payments.outcome("succeeded");
    const auto paid =
        billing.pay_now(billing.last_invoice(), "once", "acc_one", instant("2027-04-01T00:00:00Z"));
    CHECK(paid.status == 201);
    CHECK(billing.status() == "live good");
    CHECK(billing.events().back() == "account.restored 2027-04-01");
    REQUIRE(billing.move_clock("2027-06-01T00:00:00Z").status == 200);
    REQUIRE(billing.status() == "live good");
}

TEST_CASE("One jump over three years and many small steps write the same history") {
    const std::string scenario = GENERATE(as<std::string>(), "pays", "fails later", "debits");
    INFO(scenario);
    EngineFixture billing;
    if (scenario == "debits") billing.payments.use_direct_debit();
    const auto prepare = [&](const std::string& account) {
        billing.payments.outcome("succeeded");
        billing.start_on_clock(account);
        REQUIRE(billing.move_clock("2027-12-01T00:00:00Z", account).status == 200);
        if (scenario == "fails later") billing.payments.outcome("insufficient_funds");
    };
    prepare("acc_jump");
    REQUIRE(billing.move_clock("2029-12-01T00:00:00Z", "acc_jump").status == 200);
    prepare("acc_steps");
    for (Timestamp at = instant("2027-12-01T00:00:00Z"); at < instant("2029-12-01T00:00:00Z");
         at += std::chrono::hours(24 * 7 + 5))
        REQUIRE(billing.move_clock(to_string(at), "acc_steps").status == 200);
    REQUIRE(billing.move_clock("2029-12-01T00:00:00Z", "acc_steps").status == 200);

    CHECK(billing.events("acc_jump").size() > 10);
    CHECK(billing.events("acc_jump") == billing.events("acc_steps"));
    CHECK(billing.invoices("acc_jump") == billing.invoices("acc_steps"));
    REQUIRE(billing.status("acc_jump") == billing.status("acc_steps"));
}

TEST_CASE("A clock that another request moves is left alone") {
    EngineFixture billing;
    REQUIRE(billing.move_clock(to_string(now)).status == 201);
    billing.query("update billing_account set clock_lease_until = now() + interval '1 minute'");
    const auto refused = billing.move_clock("2027-06-01T00:00:00Z");
    CHECK(refused.status == 409);
    REQUIRE(refused.code() == "test_clock_moving");
}

TEST_CASE("When payment-method cannot be reached the clock stops, and goes on when asked again") {
    EngineFixture billing;
    billing.start_on_clock();
    billing.payments.outcome("timeout");
    const auto first = billing.move_clock("2027-06-01T00:00:00Z");
    billing.payments.outcome("succeeded");
    REQUIRE(first.status == 200);  // an unknown outcome does not stop the clock
    billing.await([&] {
        REQUIRE(billing.move_clock("2027-06-01T00:00:00Z").status == 200);
        return billing.query("select 1 from invoice where status = 'open'").empty();
    });
    REQUIRE(billing.payments.calls().size() == 3);
}

TEST_CASE("The workers leave accounts on a test clock alone") {
    EngineFixture billing;
    billing.start_on_clock();
    billing.start("acc_real");
    billing.clock.set(instant("2027-02-23T09:00:00Z"));
    billing.service.start_workers();
    billing.await([&] { return billing.invoices("acc_real").size() == 2; });
    REQUIRE(billing.invoices("acc_one").size() == 1);
}

TEST_CASE("Where a test clock stands still, a new payment method pays at once as in real time") {
    EngineFixture billing;
    suspend(billing, "2027-04-01T00:00:00Z");
    billing.payments.outcome("succeeded");
    billing.payments.publish("payment_method.default_changed", "acc_one", "2027-04-01T00:00:00Z",
                             {{"payment_method", {{"id", "pm_2"}, {"type", "card"}}}});
    billing.service.start_workers();
    billing.await([&] { return billing.status() == "live good"; });
    REQUIRE(billing.events().back() == "account.restored 2027-04-01");
}

TEST_CASE("A clock that moves on settles first what somebody asked for where it stood") {
    EngineFixture billing;
    billing.start_on_clock();
    billing.payments.outcome("insufficient_funds");
    REQUIRE(billing.move_clock("2027-03-01T00:00:00Z").status == 200);
    REQUIRE(billing.status() == "live past_due");
    billing.query(
        "update collection set status = 'asked', asked_at = '2027-03-01T00:00:00Z', "
        "lease_until = now() + interval '1 hour' where status = 'scheduled'");
    billing.payments.outcome("succeeded");
    REQUIRE(billing.move_clock("2027-03-04T00:00:00Z").status == 200);
    CHECK(billing.status() == "live good");
    REQUIRE(billing.events().back() == "account.restored 2027-03-01");
}
