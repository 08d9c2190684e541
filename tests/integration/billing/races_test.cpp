// Twenty threads at once: one winner, and the books balance.

#include "integration/billing/lifecycle_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

constexpr int threads = 20;

/// Every charged order has one paid invoice and one payment, and invoice numbers have no gap.
void require_balance(const LifecycleFixture& f) {
    const auto numbers = f.numbers();
    for (std::size_t i = 0; i < numbers.size(); ++i)
        REQUIRE(std::stoul(numbers[i].substr(5)) == i + 1);
    REQUIRE(f.payments.calls().size() == numbers.size());
    REQUIRE(f.query("select count(*) from invoice where status <> 'paid'").at(0) == "0");
    REQUIRE(f.query("select count(*) from invoice i where i.subtotal <> (select sum(amount) from "
                    "invoice_line l where l.account_id = i.account_id and l.invoice_id = i.id)")
                .at(0) == "0");
}

}  // namespace

TEST_CASE("Race: the same quote used twice is charged once") {
    LifecycleFixture f;
    f.start();
    const json purchase = change_of(switch_plan("plan.flow", 4500, 4000));
    const std::string quote = f.quote(purchase).json()["id"];
    const auto answers = at_once(threads, [&](int) { return f.place(purchase, now, quote); });
    REQUIRE(f.with_status(answers, 201) == 1);
    REQUIRE(f.with_status(answers, 409) == threads - 1);
    REQUIRE(f.numbers().size() == 2);
    require_balance(f);
}

TEST_CASE("Race: users added and removed at once never fall below one, and all are counted") {
    LifecycleFixture f;
    f.start();
    const auto answers = at_once(threads, [&](int i) {
        return f.place(i % 2 == 0 ? purchase_of("change", 1) : fewer_users(1));
    });
    int added = 0;
    int removed = 0;
    for (int i = 0; i < threads; ++i) {
        const auto& answer = answers[static_cast<std::size_t>(i)];
        INFO(answer.body);
        REQUIRE((answer.status == 201 || answer.code() == "last_unit"));
        (i % 2 == 0 ? added : removed) += answer.status == 201;
    }
    REQUIRE(added == threads / 2);
    const std::int64_t left = f.next_invoice()["lines"][0]["quantity"];
    REQUIRE(left == 5 + added - removed);
    REQUIRE(left >= 1);
    require_balance(f);
}

TEST_CASE("Race: of two cycle changes at once one is scheduled") {
    LifecycleFixture f;
    f.start();
    const auto answers = at_once(threads, [&](int) {
        return f.change_cycle({{"cycle", "annual"}});
    });
    REQUIRE(f.with_status(answers, 201) == 1);
    for (const auto& answer : answers)
        REQUIRE((answer.status == 201 || answer.code() == "cycle_change_pending"));
    REQUIRE(f.count("cycle.change_scheduled") == "1");
    REQUIRE(f.get(f.cycle_changes).json()["data"].size() == 1);
}

TEST_CASE("Race: undone twice at once is undone once") {
    LifecycleFixture f;
    f.start();
    const std::string id = f.place(fewer_users(2)).json()["id"];
    const auto answers = at_once(threads, [&](int) { return f.undo(id); });
    REQUIRE(f.with_status(answers, 200) == threads);
    REQUIRE(f.count("order.undone") == "1");
    REQUIRE(f.next_invoice()["lines"][0]["quantity"] == 5);
}

TEST_CASE("Race: Beyond users bought and plan users removed at once keep their limit") {
    LifecycleFixture f;
    f.start();
    const auto answers = at_once(threads, [&](int i) {
        return f.place(i % 2 == 0 ? change_of(beyond(1)) : fewer_users(1));
    });
    std::int64_t bought = 0;
    std::int64_t removed = 0;
    for (int i = 0; i < threads; ++i) {
        const auto& answer = answers[static_cast<std::size_t>(i)];
        INFO(answer.body);
        REQUIRE((answer.status == 201 || answer.code() == "limit_exceeded" ||
                 answer.code() == "last_unit"));
        (i % 2 == 0 ? bought : removed) += answer.status == 201;
    }
    REQUIRE(bought <= 5 - removed);
    REQUIRE(bought + removed >= 4);
    require_balance(f);
}

TEST_CASE("Race: of twenty cancellations one is scheduled") {
    LifecycleFixture f;
    f.start();
    const auto answers = at_once(threads, [&](int) { return f.place(cancellation()); });
    REQUIRE(f.with_status(answers, 201) == 1);
    REQUIRE(f.count("order.scheduled") == "1");
}

TEST_CASE("Race: a deferred order executed by many at once is paid once") {
    LifecycleFixture f;
    f.start();
    const auto due = instant("2026-12-23T10:00:00Z");
    const std::string id = f.place(change_of(beyond(3), "2026-12-23T10:00:00Z")).json()["id"];
    f.clock.set(due);
    f.service.start_workers();
    const auto undone = at_once(threads, [&](int) { return f.undo(id, due); });
    REQUIRE(f.with_status(undone, 409) == threads);
    f.await([&] { return f.order_at(id, due).json()["status"] == "applied"; });
    require_balance(f);
}
