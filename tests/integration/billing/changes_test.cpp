// Changes of items: at once, at the renewal and at an instant of their own.

#include "integration/billing/lifecycle_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("An upgrade is charged the difference for the rest of the term, at once") {
    LifecycleFixture f;
    f.start();
    const auto at = instant("2026-12-23T10:00:00Z");
    const json order = f.place(change_of(switch_plan("plan.flow", 4500, 4000)), at).json();
    REQUIRE(order["status"] == "applied");
    REQUIRE(order["invoice_number"] == "2026-000002");
    const json lines = order["quote"]["lines"];
    REQUIRE(lines[0]["kind"] == "credit");
    REQUIRE(lines[0]["amount"] == money(-30'000));
    REQUIRE(lines[1]["kind"] == "proration");
    REQUIRE(lines[1]["amount"] == money(45'000));
    REQUIRE(order["quote"]["due_now"] == money(15'000 * 121 / 100));
    REQUIRE(order["items"][0] ==
            json{{"action", "switch"},
                 {"item", "plan_users"},
                 {"product", "plan.flow"},
                 {"prices", {{"quarterly", money(4500)}, {"annual", money(4000)}}}});
    const json invoice =
        f.get("/v1/billing/invoices/" + order["invoice_id"].get<std::string>()).json();
    REQUIRE(invoice["lines"] == lines);
    REQUIRE(invoice["subtotal"] == money(15'000));
    REQUIRE(f.next_invoice(at)["lines"].size() == 1);
    REQUIRE(f.next_invoice(at)["lines"][0]["product"] == "plan.flow");
    REQUIRE(f.next_invoice(at)["subtotal"] == money(5 * 3 * 4500));
}

TEST_CASE("A switch to a cheaper product at once charges nothing and gives nothing back") {
    LifecycleFixture f;
    f.start();
    const json order = f.place(change_of(switch_plan("plan.smart", 1500, 1200))).json();
    REQUIRE(order["status"] == "applied");
    REQUIRE(order["invoice_id"].is_null());
    REQUIRE(order["payment_id"].is_null());
    REQUIRE(order["quote"]["lines"].empty());
    REQUIRE(f.numbers().size() == 1);
    REQUIRE(f.payments.calls().size() == 1);
    REQUIRE(f.next_invoice()["subtotal"] == money(5 * 3 * 1500));
}

TEST_CASE("What is scheduled costs nothing, reads as applied once due, and shows on the invoice") {
    LifecycleFixture f;
    f.start();
    const auto answer = f.place(fewer_users(2));
    REQUIRE(answer.status == 201);
    const json order = answer.json();
    REQUIRE(order["status"] == "scheduled");
    REQUIRE(order["effective_at"] == "2027-02-22T23:00:00Z");
    REQUIRE(order["invoice_id"].is_null());
    REQUIRE(order["term"]["number"] == 1);
    REQUIRE(order["quote"]["due_now"] == money(0));
    REQUIRE(order["quote"]["next_invoice"] == json{{"date", "2027-02-23"},
                                                   {"subtotal", money(3 * 9000)},
                                                   {"total", money(3 * 9000 * 121 / 100)}});
    REQUIRE(f.count("order.scheduled") == "1");
    const std::string id = order["id"];
    REQUIRE(f.order_at(id, now).json() == order);
    REQUIRE(f.order_at(id, renewal).json()["status"] == "applied");
    const json next = f.next_invoice();
    REQUIRE(next["lines"][0]["quantity"] == 3);
    REQUIRE(next["scheduled_changes"] == json{{{"id", id},
                                               {"kind", "change"},
                                               {"effective_at", "2027-02-22T23:00:00Z"},
                                               {"cycle", nullptr},
                                               {"operations",
                                                {{{"action", "remove"},
                                                  {"item", "plan_users"},
                                                  {"product", nullptr},
                                                  {"quantity", 2}}}}}});
}

TEST_CASE("Scheduled changes compose, users bought meanwhile count on, each is undone alone") {
    LifecycleFixture f;
    f.start();
    const std::string fewer = f.place(fewer_users(2)).json()["id"];
    const std::string smaller =
        f.place(change_of(switch_plan("plan.smart", 1500, 1200), "at_renewal")).json()["id"];
    REQUIRE(f.place(purchase_of("change", 4)).json()["status"] == "applied");
    REQUIRE(f.next_invoice()["lines"][0]["quantity"] == 7);
    REQUIRE(f.next_invoice()["subtotal"] == money(7 * 3 * 1500));
    REQUIRE(f.next_invoice()["scheduled_changes"].size() == 2);
    REQUIRE(f.undo(fewer).json()["status"] == "undone");
    REQUIRE(f.next_invoice()["subtotal"] == money(9 * 3 * 1500));
    REQUIRE(f.undo(smaller).json()["status"] == "undone");
    REQUIRE(f.next_invoice()["subtotal"] == money(9 * 3 * 3000));
    REQUIRE(f.next_invoice()["scheduled_changes"].empty());
}

TEST_CASE("Undoing twice is undoing once, and what never waited cannot be undone") {
    LifecycleFixture f;
    f.start();
    const std::string id = f.place(fewer_users(2)).json()["id"];
    const auto first = f.undo(id);
    REQUIRE(first.status == 200);
    REQUIRE(f.undo(id, instant("2026-11-24T10:00:00Z")).body == first.body);
    REQUIRE(f.count("order.undone") == "1");
    const std::string bought = f.place(purchase_of("change", 1)).json()["id"];
    REQUIRE(f.undo(bought).code() == "change_not_scheduled");
    REQUIRE(f.undo(f.new_order()).code() == "order_not_found");
    REQUIRE(f.undo("nonsense").status == 404);
    REQUIRE(f.query("select count(*) from item_change where status = 'withdrawn'").at(0) == "1");
}

TEST_CASE("A change that is due already is not undone, although no renewal has run yet") {
    LifecycleFixture f;
    f.start();
    const std::string id = f.place(fewer_users(2)).json()["id"];
    REQUIRE(f.undo(id, window_closed).code() == "change_window_closed");
    REQUIRE(f.undo(id, renewal - std::chrono::microseconds(1)).code() == "change_window_closed");
    REQUIRE(f.undo(id, renewal).code() == "change_already_in_effect");
    REQUIRE(f.count("order.undone") == "0");
}

TEST_CASE("After the deadline only users are added") {
    LifecycleFixture f;
    f.start();
    const auto last = window_closed - std::chrono::microseconds(1);
    json package = change_of(beyond(2));
    package["window"] = true;
    const std::vector<json> refused{
        fewer_users(1), cancellation(), package, change_of(switch_plan("plan.flow", 4500, 4000)),
        change_of(purchase_of("change", 1)["operations"][0], "at_renewal")};
    for (const json& purchase : refused) {
        INFO(purchase.dump());
        REQUIRE(f.quote(purchase, "acc_one", last).status == 201);
        REQUIRE(f.quote(purchase, "acc_one", window_closed).code() == "change_window_closed");
        const auto answer = f.place(purchase, window_closed);
        REQUIRE(answer.status == 409);
        const json problem = answer.json();
        REQUIRE(problem["code"] == "change_window_closed");
        REQUIRE(problem["deadline"] == "2027-02-08");
        REQUIRE(problem["renews_on"] == "2027-02-23");
        REQUIRE(problem["next_window_opens_on"] == "2027-02-23");
        REQUIRE(problem["allowed"] == json{"add_users"});
    }
    REQUIRE(f.change_cycle({{"cycle", "annual"}}, window_closed).code() == "change_window_closed");
    REQUIRE(f.query("select count(*) from billing_order").at(0) == "1");
    REQUIRE(f.place(purchase_of("change", 1), window_closed).json()["status"] == "applied");
    REQUIRE(f.place(change_of(beyond(2)), window_closed).json()["status"] == "applied");
}

TEST_CASE("The window is asked again when a quote is used") {
    LifecycleFixture f(Environment{{"TENURE_QUOTE_VALIDITY_S", "2592000"}});
    f.start();
    const auto last = window_closed - std::chrono::microseconds(1);
    const std::string quote = f.quote(fewer_users(1), "acc_one", last).json()["id"];
    REQUIRE(f.place(fewer_users(1), window_closed, quote).code() == "change_window_closed");
    REQUIRE(f.place(fewer_users(1), last, quote).json()["status"] == "scheduled");
}

TEST_CASE("Limits hold in both directions, now and at the renewal") {
    LifecycleFixture f;
    f.start();
    const auto too_many = f.place(change_of(beyond(6)));
    REQUIRE(too_many.status == 409);
    const json problem = too_many.json();
    REQUIRE(problem["code"] == "limit_exceeded");
    REQUIRE(problem["item"] == "beyond_users");
    REQUIRE(problem["quantity"] == 6);
    REQUIRE(problem["limited_by"] == "plan_users");
    REQUIRE(problem["limit"] == 5);
    REQUIRE(f.place(change_of(beyond(4))).json()["status"] == "applied");
    REQUIRE(f.place(fewer_users(2)).code() == "limit_exceeded");
    const std::string fewer_beyond =
        f.place(change_of(operation("remove", "beyond_users", 1), "at_renewal")).json()["id"];
    const std::string fewer = f.place(fewer_users(2)).json()["id"];
    REQUIRE(f.undo(fewer_beyond).code() == "limit_exceeded");
    REQUIRE(f.undo(fewer).status == 200);
    REQUIRE(f.undo(fewer_beyond).status == 200);
    REQUIRE(f.place(fewer_users(5)).code() == "last_unit");
    REQUIRE(f.place(change_of(operation("remove", "beyond_users", 5), "at_renewal")).code() ==
            "limit_exceeded");
    const json nothing = {{"action", "clear"}, {"item", "wallet"}};
    REQUIRE(f.place(change_of(nothing, "at_renewal")).code() == "item_missing");
}

TEST_CASE("A quote locks what is due now and the next invoice") {
    LifecycleFixture f;
    f.start();
    const std::string quote = f.quote(fewer_users(2)).json()["id"];
    REQUIRE(f.place(fewer_users(1), now, quote).code() == "quote_mismatch");
    REQUIRE(f.place(fewer_users(2), now, quote).json()["quote"]["id"] == quote);
    REQUIRE(f.place(fewer_users(2), now, quote).code() == "quote_used");
    const std::string other = f.quote(fewer_users(1)).json()["id"];
    REQUIRE(f.place(purchase_of("change", 1)).status == 201);
    REQUIRE(f.place(fewer_users(1), now, other).code() == "quote_stale");
    const std::string dear =
        f.quote(change_of(switch_plan("plan.flow", 4500, 4000), "at_renewal")).json()["id"];
    REQUIRE(
        f.place(change_of(switch_plan("plan.flow", 4900, 4000), "at_renewal"), now, dear).code() ==
        "quote_stale");
}

TEST_CASE("A deferred order is priced, paid and applied at its instant, once") {
    LifecycleFixture f;
    f.start();
    const auto due = instant("2026-12-23T10:00:00Z");
    json later = change_of(beyond(3), "2026-12-23T10:00:00Z");
    const json order = f.place(later).json();
    REQUIRE(order["status"] == "scheduled");
    REQUIRE(order["effective_at"] == "2026-12-23T10:00:00Z");
    REQUIRE(order["invoice_id"].is_null());
    REQUIRE(f.next_invoice()["subtotal"] == money(5 * 9000 + 3 * 1500));
    REQUIRE(f.next_invoice()["scheduled_changes"].size() == 1);
    const std::string id = order["id"];
    f.clock.set(due);
    f.service.start_workers();
    f.await([&] { return f.order_at(id, due).json()["status"] == "applied"; });
    const json applied = f.order_at(id, due).json();
    REQUIRE(applied["invoice_number"] == "2026-000002");
    const json invoice =
        f.get("/v1/billing/invoices/" + applied["invoice_id"].get<std::string>()).json();
    REQUIRE(invoice["subtotal"] == money(3 * 2 * 500));
    REQUIRE(invoice["issued_on"] == "2026-12-23");
    // Asked for under one id, however often.
    REQUIRE(f.payments.calls().size() == 2);
    REQUIRE(f.payments.calls().contains("pay_" + id.substr(4)));
    REQUIRE(f.undo(id, due).code() == "change_already_in_effect");
}

TEST_CASE("A deferred order that cannot be paid, or does not fit any more, is declined") {
    const auto outcome = GENERATE(as<std::string>(), "missing", "insufficient_funds", "fewer");
    INFO(outcome);
    LifecycleFixture f;
    f.start();
    const auto due = instant("2026-12-23T10:00:00Z");
    const std::string id = f.place(change_of(beyond(3), "2026-12-23T10:00:00Z")).json()["id"];
    if (outcome == "fewer")
        f.query("update item_change set quantity = 2 where status = 'in_force' returning 1");
    else
        f.payments.outcome(outcome);
    f.clock.set(due);
    f.service.start_workers();
    f.await([&] { return f.order_at(id, due).json()["status"] == "declined"; });
    const std::map<std::string, std::string> codes{{"missing", "payment_method_missing"},
                                                   {"insufficient_funds", "insufficient_funds"},
                                                   {"fewer", "limit_exceeded"}};
    REQUIRE(f.order_at(id, due).json()["decline"]["code"] == codes.at(outcome));
    REQUIRE(f.numbers().size() == 1);
    REQUIRE(f.count("order.declined") == "1");
    REQUIRE(f.next_invoice(due)["scheduled_changes"].empty());
}

TEST_CASE("A deferred order is undone before its instant, also after the window has closed") {
    LifecycleFixture f;
    f.start();
    const std::string id = f.place(change_of(beyond(3), "2027-02-20T10:00:00Z")).json()["id"];
    REQUIRE(f.undo(id, window_closed).json()["status"] == "undone");
    REQUIRE(f.next_invoice()["scheduled_changes"].empty());
    REQUIRE(f.place(change_of(beyond(3), "2026-11-23T10:00:00Z")).code() == "invalid_fields");
}

TEST_CASE("A deferred order that is due after a renewal waits until that has been made") {
    LifecycleFixture f;
    f.start();
    const std::string first = f.place(change_of(beyond(1), "2026-12-23T10:00:00Z")).json()["id"];
    const std::string late = f.place(change_of(beyond(3), "2027-03-01T10:00:00Z")).json()["id"];
    REQUIRE(f.next_invoice()["scheduled_changes"].size() == 1);
    const auto due = instant("2027-03-01T10:00:00Z");
    // No renewal is due, so that the order meets a term that has ended.
    f.query("update billing_account set renews_at = null, status = 'none' returning 1");
    f.clock.set(due);
    f.service.start_workers();
    f.await([&] { return f.order_at(first, due).json()["status"] == "applied"; });
    f.await([&] {
        return f.query("select lease_until > clock_timestamp() from billing_order where id = '" +
                       late + "'")
                   .at(0) == "t";
    });
    REQUIRE(f.order_at(late, due).json()["status"] == "scheduled");
}

TEST_CASE("While a purchase waits for its payment no switch is priced upon it") {
    LifecycleFixture f;
    f.start();
    f.payments.outcome("unknown");
    REQUIRE(f.place(purchase_of("change", 3)).json()["status"] == "pending");
    REQUIRE(f.place(change_of(switch_plan("plan.flow", 4500, 4000))).code() == "purchase_pending");
    REQUIRE(f.place(purchase_of("change", 3)).json()["status"] == "pending");
    REQUIRE(f.place(change_of(beyond(6))).code() == "limit_exceeded");
}
