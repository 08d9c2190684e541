// Orders of packages, with a billing that pays, declines, waits and takes back.
#include "integration/onboarding/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("The checklist begins with the first term and is kept by account") {
    Fixture it;
    CHECK(it.call("GET", "/v1/onboarding/tasks").code() == "checklist_not_started");
    it.subscribe();
    const json list = it.get("/v1/onboarding/tasks");
    CHECK(list["tasks_done"] == 0);
    const std::string task = list["stages"][0]["tasks"][0]["code"];
    CHECK(it.expect(it.call("PUT", "/v1/onboarding/tasks/" + task, {{"done", true}}),
                    200)["tasks_done"] == 1);
    CHECK(it.call("PUT", "/v1/onboarding/tasks/nothing", {{"done", true}}).code() ==
          "task_not_found");
    CHECK(it.call("GET", "/v1/onboarding/tasks", {}, Role::owner, "acc_other").status == 404);
    CHECK(it.event_types() == std::vector<std::string>{"onboarding.checklist_started"});
}

TEST_CASE("A paid order can be delivered, one with a debit on its way waits for it") {
    Fixture it;
    CHECK(it.post(orders, together)["status"] == "paid");
    CHECK(it.billing.last_order()["operations"][0]["price"]["amount"] == 49000);
    it.account = "acc_debit";
    it.billing.outcome("awaiting");
    const json order = it.post(orders, together);
    CHECK(order["status"] == "awaiting_payment");
    it.add_expert();
    CHECK(it.refusal(sessions, it.booking("2026-11-25T09:00:00Z")) == "order_not_paid");
    CHECK(it.refusal(orders, with_help) == "order_not_paid");
    it.invoice_event("invoice.paid", order);
    CHECK(it.status_of(order) == "paid");
    it.post(sessions, it.booking("2026-11-25T09:00:00Z"));
    it.invoice_event("invoice.reopened", order);
    CHECK(it.status_of(order) == "unpaid");
    CHECK(it.refusal(sessions, it.booking("2026-11-26T09:00:00Z")) == "order_not_paid");
    it.invoice_event("invoice.paid", order);
    CHECK(it.status_of(order) == "paid");
}

TEST_CASE("A payment that comes back of the lower order stops the higher one too") {
    Fixture it;
    it.add_expert();
    const json first = it.post(orders, together);
    const json second = it.post(orders, with_help);
    it.invoice_event("invoice.reopened", first);
    CHECK(it.status_of(second) == "unpaid");
    CHECK(it.get("/v1/onboarding/packages")["current"]["status"] == "unpaid");
    CHECK(it.refusal(sessions, it.booking("2026-11-25T09:00:00Z")) == "order_not_paid");
    it.invoice_event("invoice.paid", first);
    CHECK(it.status_of(second) == "paid");
}

TEST_CASE("An order whose invoice is voided before it was paid is cancelled with its sessions") {
    Fixture it;
    it.add_expert();
    const json order = it.post(orders, together);
    const json session = it.post(sessions, it.booking("2026-11-25T09:00:00Z"));
    it.invoice_event("invoice.reopened", order);
    it.invoice_event("invoice.voided", order);
    CHECK(it.status_of(order) == "cancelled");
    CHECK(it.get(sessions + "/" + session["id"].get<std::string>())["status"] == "cancelled");
    CHECK(it.post(orders, together)["status"] == "paid");
}

TEST_CASE("A declined order leaves nothing but its mention") {
    Fixture it;
    it.billing.outcome("declined");
    const auto answer = it.call("POST", orders, together);
    CHECK(answer.status == 402);
    CHECK(answer.code() == "insufficient_funds");
    CHECK(it.get(orders)["data"][0]["status"] == "declined");
    CHECK(it.get("/v1/onboarding/packages")["current"]["package"] == "do_it_yourself");
    it.billing.outcome("paid");
    it.post(orders, together);
}

TEST_CASE("What billing refuses was never ordered") {
    Fixture it;
    it.billing.outcome("quote_stale");
    CHECK(it.refusal(orders, together) == "quote_stale");
    CHECK(it.get(orders)["data"].empty());
}

TEST_CASE("While a payment's outcome is not known, nothing else is ordered") {
    Fixture it;
    it.billing.outcome("pending");
    const json order = it.post(orders, together, 202);
    CHECK(order["status"] == "pending");
    CHECK(it.refusal(orders, with_help) == "order_pending");
    CHECK(it.get("/v1/onboarding/packages")["data"][1]["reason"] == "order_pending");
}

TEST_CASE("Moving up pays the difference and keeps the sessions") {
    Fixture it;
    it.add_expert();
    const json first = it.post(orders, together);
    it.post(sessions, it.booking("2026-11-25T09:00:00Z"));
    const json second = it.post(orders, with_help);
    CHECK(it.billing.last_order()["operations"][0]["price"]["amount"] == 70000);
    CHECK(it.status_of(first) == "moved_up");
    CHECK(second["delivery"]["engagement"] == first["id"]);
    CHECK(it.get("/v1/onboarding/packages")["current"]["sessions"]["used"] == 1);
    CHECK(it.refusal(orders, with_help) == "package_not_higher");
}

TEST_CASE("A cancelled order is credited, and with it the one that it moved up from") {
    Fixture it;
    it.add_expert();
    const json first = it.post(orders, together);
    const json second = it.post(orders, with_help);
    const json session = it.post(sessions, it.booking("2026-11-25T09:00:00Z"));
    const json cancelled = it.remove(orders + "/" + second["id"].get<std::string>());
    CHECK(cancelled["status"] == "cancelled");
    CHECK(it.billing.credited().size() == 2);
    CHECK(it.get(sessions + "/" + session["id"].get<std::string>())["status"] == "cancelled");
    CHECK(it.refusal(sessions, it.booking("2026-11-25T09:00:00Z")) == "order_missing");
    CHECK(it.post(orders, together)["moves_up_from"].is_null());
}

TEST_CASE("An order that billing does not credit stays as it was") {
    Fixture it;
    const json order = it.post(orders, together);
    const std::string path = orders + "/" + order["id"].get<std::string>();
    it.billing.credit_outcome("payment_in_progress");
    CHECK(it.remove(path, 409)["code"] == "payment_in_progress");
    CHECK(it.status_of(order) == "paid");
    it.billing.credit_outcome("credit_exceeds_invoice");  // the operator gave it back already
    CHECK(it.remove(path)["status"] == "cancelled");
}

TEST_CASE("An order is not cancelled once its first session has begun") {
    Fixture it;
    it.add_expert();
    const json order = it.post(orders, together);
    it.post(sessions, it.booking("2026-11-25T09:00:00Z"));
    it.clock.set(parse_timestamp("2026-11-25T09:00:00Z").value());
    CHECK(it.status_of(order) == "in_progress");
    CHECK(it.remove(orders + "/" + order["id"].get<std::string>(), 409)["code"] ==
          "order_not_cancellable");
    const std::string done =
        "/v1/operator" + orders.substr(3) + "/" + order["id"].get<std::string>() + "/complete";
    CHECK(it.operate(done, nullptr, 409)["code"] == "session_open");
}

TEST_CASE("Of many orders at once one is made") {
    Fixture it;
    const auto statuses = at_once(8, [&](int) { return it.call("POST", orders, together).status; });
    CHECK(std::count(statuses.begin(), statuses.end(), 201) == 1);
    CHECK(std::count(statuses.begin(), statuses.end(), 409) == 7);
    CHECK(it.get(orders)["data"].size() == 1);
}

TEST_CASE("The same key orders once, and an order belongs to its account") {
    Fixture it;
    const auto ask = [&] {
        return it.service.call(testkit::caller("acc_one", Role::owner, it.clock.now()), "POST",
                               orders, together.dump(), {{"Idempotency-Key", "same"}});
    };
    const json first = it.expect(ask(), 201);
    CHECK(ask().json() == first);
    const std::string path = orders + "/" + first["id"].get<std::string>();
    CHECK(it.call("GET", path, {}, Role::owner, "acc_two").status == 404);
    CHECK(it.call("DELETE", path, {}, Role::owner, "acc_two").status == 404);
    CHECK(it.call("POST", orders, together, Role::member).status == 403);
}
