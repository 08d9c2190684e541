// The end of trials, deferred orders on a clock, and cancellations that have come due.

#include "integration/billing/engine_fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using Texts = std::vector<std::string>;

namespace {

struct TrialAccount : EngineFixture {
    explicit TrialAccount(bool details = true) {
        REQUIRE(move_clock(to_string(now)).status == 201);
        if (details) REQUIRE(put_details(belgian_details()).status == 201);
        REQUIRE(place(trial(5)).status == 201);
        REQUIRE(status() == "trialing good");
    }
    std::string reason() const { return query("select ended_reason from billing_account").at(0); }
};

}  // namespace

TEST_CASE("A trial with details and a payment method becomes the first paid term") {
    TrialAccount f;
    REQUIRE(f.move_clock("2026-12-08T00:00:00Z").status == 200);
    CHECK(f.status() == "live good");
    CHECK(f.events() == Texts{"trial.ending 2026-12-03", "term.started 2026-12-06",
                              "invoice.opened 2026-12-06", "invoice.paid 2026-12-06"});
    REQUIRE(f.query("select number || ' ' || starts_on || ' ' || renews_on from term "
                    "order by number") ==
            Texts{"0 2026-11-23 2026-12-07", "1 2026-12-07 2027-03-07"});
}

TEST_CASE("What is ordered for the instant at which the trial ends is on the first invoice") {
    TrialAccount f;
    const json order = f.place(change_of(beyond(2), "2026-12-06T23:00:00Z")).json();
    REQUIRE(order["status"] == "scheduled");
    REQUIRE(order["effective_at"] == "2026-12-06T23:00:00Z");
    const json next = f.next_invoice();
    REQUIRE(f.move_clock("2026-12-08T00:00:00Z").status == 200);
    REQUIRE(f.query("select subtotal from invoice") ==
            Texts{std::to_string(next["subtotal"]["amount"].get<std::int64_t>())});
    REQUIRE(f.query("select quantity from invoice_line order by quantity") == Texts{"2", "5"});
}

TEST_CASE("A trial without a payment method, or without details, ends") {
    const bool details = GENERATE(true, false);
    TrialAccount f(details);
    if (details) f.payments.outcome("missing");
    REQUIRE(f.move_clock("2026-12-08T00:00:00Z").status == 200);
    CHECK(f.status() == "ended good");
    CHECK(f.reason() == "trial_not_converted");
    REQUIRE(f.query("select 1 from invoice").empty());
}

TEST_CASE("A trial that was cancelled ends, although it could be paid for") {
    TrialAccount f;
    REQUIRE(f.place(cancellation()).status == 201);
    REQUIRE(f.move_clock("2026-12-08T00:00:00Z").status == 200);
    CHECK(f.status() == "ended good");
    REQUIRE(f.reason() == "cancelled");
}

TEST_CASE("A trial waits for payment-method to be reached") {
    EngineFixture f;
    REQUIRE(f.put_details(belgian_details()).status == 201);
    REQUIRE(f.place(trial(5)).status == 201);
    f.clock.set(instant("2026-12-08T00:00:00Z"));
    f.payments.stop();
    const auto refused = f.place(purchase_of("change", 1), instant("2026-12-08T00:00:00Z"));
    CHECK(refused.status == 503);
    REQUIRE(f.status() == "trialing good");
}

TEST_CASE("A cancelled account ends with its term, and what was scheduled ends with it") {
    EngineFixture f;
    f.start_on_clock();
    const std::string fewer = f.new_order();
    REQUIRE(f.order(fewer_users(2), fewer).status == 201);
    REQUIRE(f.place(cancellation()).status == 201);
    REQUIRE(f.move_clock("2027-03-01T00:00:00Z").status == 200);
    CHECK(f.status() == "ended good");
    CHECK(f.events().back() == "account.ended 2027-02-22");
    CHECK(f.query("select status from billing_order where id = '" + fewer + "'") ==
          Texts{"undone"});
    CHECK(f.query("select distinct status from item_change") == Texts{"ended"});
    REQUIRE(f.invoices().size() == 1);
    REQUIRE(f.payments.state_of("acc_one") == "ended in Europe/Brussels");
}

TEST_CASE("A deferred order is carried out when the clock passes its instant") {
    EngineFixture f;
    f.start_on_clock();
    const std::string later = f.new_order();
    REQUIRE(
        f.order(change_of(purchase_of("change", 2)["operations"][0], "2026-12-23T10:00:00Z"), later)
            .status == 201);
    REQUIRE(f.move_clock("2027-03-01T00:00:00Z").status == 200);
    CHECK(f.order_at(later, instant("2027-03-01T00:00:00Z")).json()["status"] == "applied");
    REQUIRE(f.query("select quantity from invoice_line l join invoice i on i.id = l.invoice_id "
                    "order by i.number") == Texts{"5", "2", "7"});
}

TEST_CASE("A clock stands before a renewal while a purchase's payment has no outcome") {
    EngineFixture f;
    f.start_on_clock();
    f.payments.outcome("timeout");
    REQUIRE(f.place(purchase_of("change", 1)).json()["status"] == "pending");
    const auto stands = f.move_clock("2027-03-01T00:00:00Z");
    CHECK(stands.status == 409);
    CHECK(stands.code() == "purchase_pending");
    f.payments.outcome("succeeded");
    f.service.start_workers();
    f.await([&] { return f.query("select 1 from invoice where status <> 'paid'").empty(); });
    REQUIRE(f.move_clock("2027-03-01T00:00:00Z").status == 200);
    REQUIRE(f.query("select quantity from invoice_line l join invoice i on i.id = l.invoice_id "
                    "order by i.number") == Texts{"5", "1", "6"});
}
