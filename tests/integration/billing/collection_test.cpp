// Collecting invoices: paying now, outcomes that come late, and what a failed payment leads to.

#include "integration/billing/engine_fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using Texts = std::vector<std::string>;

namespace {

const Timestamp renewed_at = instant("2027-02-23T12:00:00Z");

/// An account on a test clock whose second term's invoice could not be paid.
struct UnpaidAccount : EngineFixture {
    UnpaidAccount() {
        start_on_clock();
        payments.outcome("insufficient_funds");
        REQUIRE(move_clock(to_string(renewed_at)).status == 200);
        REQUIRE(status() == "live past_due");
        invoice = last_invoice();
    }
    testkit::Answer pay(const std::string& key) const {
        return pay_now(invoice, key, "acc_one", renewed_at);
    }
    std::string invoice;
};

}  // namespace

TEST_CASE("An unpaid invoice is paid on request, once for each key") {
    UnpaidAccount billing;
    billing.payments.outcome("succeeded");
    const auto paid = billing.pay("first");
    CHECK(paid.status == 201);
    CHECK(paid.json()["status"] == "succeeded");
    CHECK(paid.json()["invoice_status"] == "paid");
    CHECK(billing.status() == "live good");
    CHECK(billing.get("/v1/billing/history").json()["data"][0]["action"] ==
          "invoice.payment_requested");
    const std::size_t payments = billing.payments.calls().size();
    const auto again = billing.pay("first");
    CHECK(again.status == 201);
    CHECK(again.header("idempotent-replayed") == "true");
    CHECK(again.body == paid.body);
    CHECK(billing.payments.calls().size() == payments);
    const auto late = billing.pay("second");
    CHECK(late.status == 409);
    REQUIRE(late.code() == "invoice_not_open");
}

TEST_CASE("A payment on request that fails says why, and the next attempt keeps its day") {
    UnpaidAccount billing;
    const auto refused = billing.pay("first");
    CHECK(refused.status == 402);
    CHECK(refused.code() == "insufficient_funds");
    CHECK(billing.query("select due_at at time zone 'UTC' from collection "
                        "where status = 'scheduled'") == Texts{"2027-02-27 23:00:00"});
    billing.payments.outcome("missing");
    const auto missing = billing.pay("second");
    CHECK(missing.status == 409);
    REQUIRE(missing.code() == "payment_method_missing");
}

TEST_CASE("Requests to pay that cannot be met are refused") {
    UnpaidAccount billing;
    const std::string path = "/v1/billing/invoices/" + billing.invoice + "/payments";
    const auto post = [&](Role role, const std::string& target, const std::string& body,
                          const testkit::Headers& headers) {
        return billing.service.call(testkit::caller("acc_one", role, renewed_at), "POST", target,
                                    body, headers);
    };
    CHECK(post(Role::owner, path, "", {}).code() == "idempotency_key_required");
    CHECK(post(Role::member, path, "", {{"Idempotency-Key", "a"}}).status == 403);
    CHECK(post(Role::owner, path, R"({"amount": 1})", {{"Idempotency-Key", "b"}}).status == 422);
    CHECK(post(Role::owner, path, "[]", {{"Idempotency-Key", "c"}}).status == 400);
    for (const std::string id : {"inv_unknown", "x", "inv_00000000000000000000000000"}) {
        INFO(id);
        CHECK(post(Role::owner, "/v1/billing/invoices/" + id + "/payments", "",
                   {{"Idempotency-Key", id}})
                  .code() == "invoice_not_found");
    }
    const auto other = billing.pay_now(billing.invoice, "d", "acc_two", renewed_at);
    REQUIRE(other.code() == "invoice_not_found");
}

TEST_CASE("A payment whose answer was lost is found out under its id, never made again") {
    UnpaidAccount billing;
    billing.payments.outcome("timeout");
    const auto unknown = billing.pay("first");
    CHECK(unknown.status == 202);
    CHECK(unknown.json()["status"] == "unknown");
    CHECK(billing.pay("second").code() == "payment_in_progress");
    billing.payments.outcome("succeeded");
    billing.service.start_workers();
    billing.await([&] { return billing.status() == "live good"; });
    const auto calls = billing.payments.calls();
    CHECK(calls.at(unknown.json()["id"].get<std::string>()) >= 2);
    REQUIRE(calls.size() == 3);  // the start, the renewal, and this one
}

TEST_CASE("A payment that takes days is settled by payment-method's event") {
    UnpaidAccount billing;
    billing.payments.outcome("processing");
    const auto accepted = billing.pay("first");
    CHECK(accepted.status == 202);
    CHECK(billing.pay("second").code() == "payment_in_progress");
    const std::string id = accepted.json()["id"].get<std::string>();
    billing.payments.publish_outcome("succeeded", "acc_one", id, billing.invoice,
                                     "2027-02-25T08:00:00Z");
    billing.service.start_workers();
    billing.await([&] { return billing.status() == "live good"; });
    REQUIRE(billing.query("select paid_at at time zone 'UTC' from invoice where id = '" +
                          billing.invoice + "'") == Texts{"2027-02-25 08:00:00"});
}

TEST_CASE("A payment that comes back late reopens the invoice, which is a debt from then on") {
    EngineFixture billing;
    billing.start_on_clock();
    REQUIRE(billing.move_clock("2027-04-15T00:00:00Z").status == 200);
    const std::string invoice = billing.last_invoice();
    const std::string id = billing.query("select id from collection").at(0);
    billing.payments.publish_outcome("returned", "acc_one", id, invoice, "2027-04-15T00:00:00Z");
    billing.payments.outcome("insufficient_funds");
    REQUIRE(billing.move_clock("2027-04-16T00:00:00Z").status == 200);
    CHECK(billing.status() == "live past_due");
    REQUIRE(billing.move_clock("2027-05-15T00:00:00Z").status == 200);
    CHECK(billing.status() == "live suspended");
    Texts events = billing.events();
    events.erase(events.begin(),
                 std::find(events.begin(), events.end(), "invoice.reopened 2027-04-15"));
    REQUIRE(Texts(events.begin(), events.begin() + 4) ==
            Texts{"invoice.reopened 2027-04-15", "invoice.payment_failed 2027-04-15",
                  "account.past_due 2027-04-15", "invoice.payment_failed 2027-04-20"});
}

TEST_CASE("An order whose debit fails later is a debt, and one that comes back too") {
    EngineFixture billing;
    billing.start_on_clock();
    billing.payments.outcome("processing");
    const std::string order = billing.new_order();
    REQUIRE(billing.order(purchase_of("change", 2), order).json()["status"] == "applied");
    const std::string invoice = billing.last_invoice();
    CHECK(billing.pay_now(invoice, "early").code() == "payment_in_progress");
    billing.payments.settle("payment.failed", "acc_one", order, "2026-11-26T10:00:00Z");
    billing.payments.outcome("succeeded");
    REQUIRE(billing.move_clock("2026-11-26T10:00:00Z").status == 200);
    CHECK(billing.status() == "live past_due");
    REQUIRE(billing.move_clock("2026-12-10T00:00:00Z").status == 200);
    CHECK(billing.status() == "live good");
    REQUIRE(billing.events() == Texts{"invoice.payment_failed 2026-11-26",
                                      "account.past_due 2026-11-26", "invoice.paid 2026-11-28",
                                      "account.restored 2026-11-28"});
}

TEST_CASE("A new default payment method collects at once, also from a suspended account") {
    UnpaidAccount billing;
    REQUIRE(billing.move_clock("2027-04-01T00:00:00Z").status == 200);
    REQUIRE(billing.status() == "live suspended");
    billing.payments.outcome("succeeded");
    billing.payments.publish("payment_method.default_changed", "acc_one", "2027-04-01T00:00:00Z",
                             {{"payment_method", {{"id", "pm_2"}, {"type", "card"}}}});
    REQUIRE(billing.move_clock("2027-04-01T00:00:00Z").status == 200);
    REQUIRE(billing.status() == "live good");
}

TEST_CASE("Nothing is charged for an invoice that is not open any more when its attempt comes") {
    UnpaidAccount billing;
    billing.query("update invoice set status = 'void', credited = total where id = '" +
                  billing.invoice + "'");
    const std::size_t payments = billing.payments.calls().size();
    billing.payments.outcome("succeeded");
    REQUIRE(billing.move_clock("2027-03-10T00:00:00Z").status == 200);
    CHECK(billing.payments.calls().size() == payments);
    REQUIRE(billing.query("select count(*) from collection where status = 'cancelled'") ==
            Texts{"1"});
}

TEST_CASE("The beginning of an account is told to payment-method") {
    LifecycleFixture f;
    f.payments.outcome("succeeded");
    f.start();
    REQUIRE(f.payments.state_of("acc_one").empty());
    f.service.start_workers();
    f.await([&] { return f.payments.state_of("acc_one") == "live in Europe/Brussels"; });
}

TEST_CASE("The end of an account is told to payment-method") {
    UnpaidAccount billing;
    REQUIRE(billing.move_clock("2027-06-01T00:00:00Z").status == 200);
    CHECK(billing.status() == "ended suspended");
    REQUIRE(billing.payments.state_of("acc_one") == "ended in Europe/Brussels");
}

TEST_CASE("Who has ended unpaid pays the old debt before a new start") {
    UnpaidAccount billing;
    const auto later = instant("2027-06-01T00:00:00Z");
    REQUIRE(billing.move_clock(to_string(later)).status == 200);
    REQUIRE(billing.status() == "ended suspended");
    billing.payments.outcome("succeeded");
    CHECK(billing.place(purchase_of("start", 5), later).code() == "account_suspended");
    CHECK(billing.pay_now(billing.invoice, "old-debt", "acc_one", later).status == 201);
    CHECK(billing.place(purchase_of("start", 5), later).status == 201);
    REQUIRE(billing.status() == "live good");
}

TEST_CASE("Twenty requests to pay and the queue, at once: one payment") {
    EngineFixture billing;
    billing.start();
    billing.clock.set(renewed_at);
    billing.payments.outcome("insufficient_funds");
    billing.service.start_workers();
    billing.await([&] { return billing.status() == "live past_due"; });
    const std::size_t before = billing.payments.calls().size();
    billing.payments.outcome("succeeded");
    billing.clock.set(instant("2027-02-28T12:00:00Z"));  // the queue's next attempt is due, too
    const std::string invoice = billing.last_invoice();
    std::atomic<int> paid = 0;
    std::vector<std::thread> customers;
    for (int index = 0; index < 20; ++index)
        customers.emplace_back([&, index] {
            const auto answer = billing.pay_now(invoice, "key-" + std::to_string(index), "acc_one",
                                                billing.clock.now());
            if (answer.status == 201) ++paid;
            if (answer.status != 201 && answer.status != 409) paid += 100;
        });
    for (std::thread& customer : customers) customer.join();
    billing.await([&] { return billing.status() == "live good"; });
    CHECK(paid <= 1);
    CHECK(billing.payments.calls().size() == before + 1);
    REQUIRE(billing.query("select count(*) from event where type = 'invoice.paid'").at(0) == "2");
}
