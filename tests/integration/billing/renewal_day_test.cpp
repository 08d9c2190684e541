// Orders on the day of a renewal: whoever writes finds the renewal made.

#include "integration/billing/lifecycle_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("From none to three users on the day of the renewal costs the whole new term") {
    LifecycleFixture f;
    f.start();
    const json order = f.place(change_of(beyond(3)), renewal).json();
    REQUIRE(order["status"] == "applied");
    REQUIRE(order["term"]["number"] == 2);
    const json line = order["quote"]["lines"][0];
    REQUIRE(line["months"] == 3);
    REQUIRE(line["days"] == 0);
    REQUIRE(line["amount"] == money(3 * 3 * 500));
    REQUIRE(order["quote"]["next_invoice"]["date"] == "2027-05-23");
    REQUIRE(order["quote"]["next_invoice"]["subtotal"] == money(5 * 9000 + 3 * 1500));
}

TEST_CASE("A quote from before a renewal is stale after it") {
    LifecycleFixture f(Environment{{"TENURE_QUOTE_VALIDITY_S", "2592000"}});
    f.start();
    const auto before = renewal - std::chrono::seconds(1);
    const std::string quote = f.quote(purchase_of("change", 1), "acc_one", before).json()["id"];
    REQUIRE(f.place(purchase_of("change", 1), renewal, quote).code() == "quote_stale");
}

TEST_CASE("The renewal's invoice is the next invoice, whatever was scheduled") {
    LifecycleFixture f;
    f.start();
    REQUIRE(f.place(fewer_users(2)).status == 201);
    REQUIRE(f.place(purchase_of("change", 4)).status == 201);
    REQUIRE(f.place(change_of(switch_plan("plan.smart", 1500, 1200), "at_renewal")).status == 201);
    REQUIRE(f.place(change_of(beyond(2))).status == 201);
    REQUIRE(f.place(change_of(beyond(3), "2026-12-23T10:00:00Z")).status == 201);
    REQUIRE(f.change_cycle({{"cycle", "annual"}}).status == 201);
    f.clock.set(instant("2026-12-23T10:00:00Z"));
    f.service.start_workers();
    f.await([&] { return f.count("order.applied") == "4"; });
    const json next = f.next_invoice(renewal - std::chrono::seconds(1));
    REQUIRE(next["subtotal"] == money(12 * (7 * 1200 + 5 * 400)));
    f.clock.set(renewal);
    f.await([&] { return f.count("term.started") == "2"; });
    const json invoices = f.get("/v1/billing/invoices", "acc_one", renewal).json()["data"];
    const json issued =
        f.get("/v1/billing/invoices/" + invoices[0]["id"].get<std::string>(), "acc_one", renewal)
            .json();
    REQUIRE(issued["lines"] == next["lines"]);
    REQUIRE(issued["vat"] == next["vat"]);
    REQUIRE(issued["total"] == next["total"]);
}

TEST_CASE("After its last day an account starts anew on the same day, without what was scheduled") {
    LifecycleFixture f;
    f.start();
    const std::string fewer = f.place(fewer_users(2)).json()["id"];
    const std::string end = f.place(cancellation()).json()["id"];
    REQUIRE(f.place(purchase_of("change", 1), renewal).code() == "subscription_ended");
    REQUIRE(f.order_at(end, renewal).json()["status"] == "applied");
    REQUIRE(f.order_at(fewer, renewal).json()["status"] == "undone");
    const json again = f.place(purchase_of("start", 3), renewal).json();
    REQUIRE(again["term"]["number"] == 2);
    REQUIRE(again["term"]["starts_on"] == "2027-02-23");
    REQUIRE(f.next_invoice(renewal)["subtotal"] == money(3 * 9000));
    REQUIRE(f.place(fewer_users(1), renewal).json()["status"] == "scheduled");
    REQUIRE(f.place(cancellation(), renewal).json()["status"] == "scheduled");
}

TEST_CASE("Race: undone and renewed at once, either the change counts or it does not") {
    LifecycleFixture f;
    f.start();
    const std::string id = f.place(fewer_users(2)).json()["id"];
    const auto answers = at_once(20, [&](int i) {
        return i % 2 == 0 ? f.undo(id, renewal) : f.place(purchase_of("change", 1), renewal);
    });
    for (int i = 0; i < 20; ++i) {
        const auto& answer = answers[static_cast<std::size_t>(i)];
        INFO(answer.body);
        if (i % 2 == 0)
            REQUIRE(answer.code() == "change_already_in_effect");
        else
            REQUIRE(answer.status == 201);
    }
    REQUIRE(f.count("term.started") == "2");
    REQUIRE(f.query("select count(*) from invoice where order_id is null").at(0) == "1");
    REQUIRE(f.next_invoice(renewal)["lines"][0]["quantity"] == 5 - 2 + 10);
}
