#include "integration/billing/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("A first purchase makes the term, is paid and gets the year's first number") {
    BillingFixture f;
    REQUIRE(f.put_details(belgian_details()).status == 201);
    const std::string id = f.new_order();
    const auto answer = f.order(purchase_of("start", 5), id);
    REQUIRE(answer.status == 201);
    const json order = answer.json();
    REQUIRE(order["id"] == id);
    REQUIRE(order["status"] == "applied");
    REQUIRE(order["effective_at"] == "2026-11-23T10:00:00Z");
    REQUIRE(order["invoice_number"] == "2026-000001");
    REQUIRE(order["payment_id"] == "pay_" + id.substr(4));
    REQUIRE(order["decline"].is_null());
    REQUIRE(order["time_zone"] == "Europe/Brussels");
    REQUIRE(order["term"] == json{{"number", 1},
                                  {"cycle", "quarterly"},
                                  {"anchor_day", 23},
                                  {"starts_on", "2026-11-23"},
                                  {"renews_on", "2027-02-23"}});
    REQUIRE(order["items"][0]["quantity"] == 5);
    REQUIRE(order["items"][0]["prices"]["annual"] == money(2500));
    REQUIRE(order["quote"]["subtotal"] == money(45'000));
    REQUIRE(order["quote"]["vat"][0] == json{{"rate", "21.00"},
                                             {"category", "standard"},
                                             {"base", money(45'000)},
                                             {"amount", money(9'450)}});
    REQUIRE(order["quote"]["total"] == money(54'450));
    REQUIRE(order["quote"]["lines"][0]["period"] ==
            json{{"from", "2026-11-23"}, {"until", "2027-02-23"}});
    REQUIRE(f.payments.last_request()["amount"] == money(54'450));
    REQUIRE(f.payments.last_request()["purpose"] == json{{"type", "order"}, {"id", id}});
    REQUIRE(f.order_now(id) == order);
}

TEST_CASE("Added users are charged pro rata and appear on the next invoice") {
    BillingFixture f;
    f.start();
    REQUIRE(f.get("/v1/billing/next-invoice").json()["total"] == money(54'450));
    const auto at = parse_timestamp("2026-12-23T10:00:00Z").value();
    const auto answer = f.order(purchase_of("change", 3), f.new_order(), {}, "acc_one", at);
    REQUIRE(answer.json()["quote"]["lines"][0]["months"] == 2);
    REQUIRE(answer.json()["quote"]["total"] == money(3 * 6000 * 121 / 100));
    REQUIRE(answer.json()["invoice_number"] == "2026-000002");

    const json next = f.get("/v1/billing/next-invoice", "acc_one", at).json();
    REQUIRE(next["date"] == "2027-02-23");
    REQUIRE(next["period"] == json{{"from", "2027-02-23"}, {"until", "2027-05-23"}});
    REQUIRE(next["lines"][0]["quantity"] == 8);
    REQUIRE(next["total"] == money(8 * 9000 * 121 / 100));
    REQUIRE(next["scheduled_changes"].empty());
    const json cycle = f.get("/v1/billing/cycle").json();
    REQUIRE(cycle["renews_on"] == "2027-02-23");
    REQUIRE(cycle["change_deadline"] == "2027-02-08");
    REQUIRE(cycle["number"] == 1);
}

TEST_CASE("A repeated order is the same order, other content under its id is refused") {
    BillingFixture f;
    f.start();
    const std::string id = f.new_order();
    const auto first = f.order(purchase_of("change", 3), id);
    REQUIRE(first.status == 201);
    const auto again = f.order(purchase_of("change", 3), id);
    REQUIRE(again.status == 200);
    REQUIRE(again.body == first.body);
    REQUIRE(f.payments.calls().at("pay_" + id.substr(4)) == 1);

    json dearer = purchase_of("change", 3);
    dearer["operations"][0]["prices"]["quarterly"] = money(9900);
    REQUIRE(f.order(dearer, id).body == first.body);
    REQUIRE(f.order(purchase_of("change", 4), id).code() == "order_mismatch");
    REQUIRE(f.order(purchase_of("change", 3), id, QuoteId::make(now).str()).code() ==
            "order_mismatch");
    REQUIRE(f.numbers().size() == 2);
}

TEST_CASE("Two equal orders at the same moment are one order and one payment") {
    BillingFixture f;
    f.start();
    const std::string id = f.new_order();
    std::vector<testkit::Answer> answers(6);
    {
        std::vector<std::jthread> callers;
        for (auto& answer : answers)
            callers.emplace_back([&] { answer = f.order(purchase_of("change", 3), id); });
    }
    int created = 0;
    for (const auto& answer : answers) {
        REQUIRE((answer.status == 200 || answer.status == 201));
        created += answer.status == 201;
        REQUIRE(answer.json()["status"] == "applied");
        REQUIRE(answer.json()["invoice_number"] == "2026-000002");
    }
    REQUIRE(created == 1);
    REQUIRE(f.payments.calls().size() == 2);
    REQUIRE(f.numbers() == std::vector<std::string>{"2026-000001", "2026-000002"});
    REQUIRE(f.get("/v1/billing/next-invoice").json()["lines"][0]["quantity"] == 8);
    REQUIRE(f.query("select count(*) from event where type = 'order.applied'").at(0) == "2");
}

TEST_CASE("A declined order changes nothing, uses no number and says why again") {
    BillingFixture f;
    f.start();
    f.payments.outcome("insufficient_funds");
    const std::string id = f.new_order();
    const auto declined = f.order(purchase_of("change", 3), id);
    REQUIRE(declined.status == 201);
    REQUIRE(declined.json()["status"] == "declined");
    REQUIRE(declined.json()["decline"]["code"] == "insufficient_funds");
    REQUIRE(declined.json()["effective_at"].is_null());
    REQUIRE(declined.json()["invoice_id"].is_null());
    f.payments.outcome("succeeded");
    REQUIRE(f.order(purchase_of("change", 3), id).json()["status"] == "declined");
    REQUIRE(f.get("/v1/billing/next-invoice").json()["lines"][0]["quantity"] == 5);
    REQUIRE(f.get("/v1/billing/invoices").json()["data"].size() == 1);
    REQUIRE(f.order(purchase_of("change", 3), f.new_order()).json()["invoice_number"] ==
            "2026-000002");
}

TEST_CASE("A declined first purchase leaves no term, and another one may follow") {
    BillingFixture f;
    REQUIRE(f.put_details(belgian_details()).status == 201);
    f.payments.outcome("payment_declined");
    REQUIRE(f.order(purchase_of("start", 5), f.new_order()).json()["status"] == "declined");
    REQUIRE(f.get("/v1/billing/cycle").code() == "subscription_missing");
    f.payments.outcome("succeeded");
    REQUIRE(f.order(purchase_of("start", 5), f.new_order()).json()["status"] == "applied");
}

TEST_CASE("Purchases that cannot be made are refused and leave nothing behind") {
    BillingFixture f;
    REQUIRE(f.quote(purchase_of("change", 1)).code() == "subscription_missing");
    REQUIRE(f.order(purchase_of("change", 1), f.new_order()).code() == "subscription_missing");
    const auto no_details = f.order(purchase_of("start", 1), f.new_order());
    REQUIRE(no_details.status == 409);
    REQUIRE(no_details.code() == "billing_details_missing");
    REQUIRE(f.quote(purchase_of("start", 1)).code() == "billing_details_missing");
    REQUIRE(f.get("/v1/billing/cycle").status == 404);
    REQUIRE(f.get("/v1/billing/next-invoice").code() == "subscription_missing");
    f.start();
    REQUIRE(f.order(purchase_of("start", 1), f.new_order()).code() == "subscription_exists");
    REQUIRE(f.query("select count(*) from billing_order").at(0) == "1");
    REQUIRE(f.payments.calls().size() == 1);
}

TEST_CASE("Without a payment method the order is forgotten and can be placed again") {
    BillingFixture f;
    REQUIRE(f.put_details(belgian_details()).status == 201);
    f.payments.outcome("missing");
    const std::string id = f.new_order();
    const std::string quote = f.quote(purchase_of("start", 5)).json()["id"];
    const auto refused = f.order(purchase_of("start", 5), id, quote);
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "payment_method_missing");
    REQUIRE(f.order_now(id)["code"] == "order_not_found");
    REQUIRE(f.query("select count(*) from invoice").at(0) == "0");
    f.payments.outcome("succeeded");
    REQUIRE(f.order(purchase_of("start", 5), id, quote).json()["status"] == "applied");
}

TEST_CASE("When payment-method cannot be reached at all, nothing is ordered") {
    BillingFixture f;
    f.start();
    f.payments.stop();
    const std::string id = f.new_order();
    const auto refused = f.order(purchase_of("change", 3), id);
    REQUIRE(refused.status == 503);
    REQUIRE(refused.code() == "upstream_unavailable");
    REQUIRE(f.order_now(id)["code"] == "order_not_found");
}

TEST_CASE("A payment in process applies the order with an open invoice, paid by a later event") {
    BillingFixture f;
    f.start();
    f.payments.outcome("processing");
    const std::string id = f.new_order();
    const json order = f.order(purchase_of("change", 3), id).json();
    REQUIRE(order["status"] == "applied");
    const std::string path = "/v1/billing/invoices/" + order["invoice_id"].get<std::string>();
    REQUIRE(f.get(path).json()["status"] == "open");
    REQUIRE(f.get(path).json()["paid_at"].is_null());
    f.payments.settle("payment.succeeded", "acc_one", id, "2026-11-25T08:00:00Z");
    f.service.start_workers();
    f.await([&] { return f.get(path).json()["status"] == "paid"; });
    REQUIRE(f.get(path).json()["paid_at"] == "2026-11-25T08:00:00Z");
    REQUIRE(f.query("select count(*) from event where type = 'invoice.paid'").at(0) == "2");
}

TEST_CASE("A payment's event that cannot be read holds up its own account only") {
    BillingFixture f;
    f.start();
    f.start("acc_two");
    f.payments.outcome("unknown");
    const std::string id = f.new_order();
    REQUIRE(f.order(purchase_of("change", 1), id, {}, "acc_two").json()["status"] == "pending");
    f.payments.publish("payment.succeeded", "acc_one", to_string(now), {{"payment", "none"}});
    f.payments.settle("payment.succeeded", "acc_two", id, to_string(now));

    REQUIRE(f.service.module().consumers().at(0)->round().ok());

    REQUIRE(f.order_now(id, "acc_two")["status"] == "applied");
    REQUIRE(f.query("select account_id || ' ' || id from parked_event") ==
            std::vector<std::string>{"acc_one evt_1"});
}

TEST_CASE("An order whose payment is unknown stays pending until an event settles it") {
    BillingFixture f;
    f.start();
    f.payments.outcome("unknown");
    const std::string paid = f.new_order();
    const std::string failed = f.new_order();
    REQUIRE(f.order(purchase_of("change", 3), paid).json()["status"] == "pending");
    REQUIRE(f.order(purchase_of("change", 9), failed).json()["status"] == "pending");
    REQUIRE(f.numbers().size() == 1);
    REQUIRE(f.get("/v1/billing/next-invoice").json()["lines"][0]["quantity"] == 5);
    f.payments.publish("payment_method.added", "acc_one", "2026-11-23T10:00:30Z", json::object());
    f.payments.settle("payment.succeeded", "acc_one", paid, "2026-11-23T10:01:00Z");
    f.payments.settle("payment.failed", "acc_one", failed, "2026-11-23T10:02:00Z");
    f.payments.settle("payment.succeeded", "acc_two", f.new_order(), "2026-11-23T10:03:00Z");
    f.service.start_workers();
    f.await([&] { return f.order_now(failed)["status"] == "declined"; });
    REQUIRE(f.order_now(failed)["decline"]["code"] == "insufficient_funds");
    REQUIRE(f.order_now(paid)["status"] == "applied");
    REQUIRE(f.order_now(paid)["effective_at"] == "2026-11-23T10:00:00Z");
    REQUIRE(f.numbers().size() == 2);
    REQUIRE(f.get("/v1/billing/next-invoice").json()["lines"][0]["quantity"] == 8);
    f.await([&] {
        return f.query("select cursor from event_cursor") == std::vector<std::string>{"4.0"};
    });
}

TEST_CASE("The sweeper asks again under the same id until the outcome is known") {
    BillingFixture f;
    f.start();
    f.payments.outcome("timeout");
    const std::string id = f.new_order();
    REQUIRE(f.order(purchase_of("change", 3), id).json()["status"] == "pending");
    f.payments.outcome("unknown");
    f.service.start_workers();
    f.await([&] { return f.payments.calls().at("pay_" + id.substr(4)) >= 3; });
    REQUIRE(f.order_now(id)["status"] == "pending");
    f.payments.outcome("succeeded");
    f.await([&] { return f.order_now(id)["status"] == "applied"; });
    REQUIRE(f.payments.calls().size() == 2);
    REQUIRE(f.numbers() == std::vector<std::string>{"2026-000001", "2026-000002"});
}

TEST_CASE("A pending order stays when payment-method is away at a later attempt") {
    BillingFixture f;
    f.start();
    f.payments.outcome("timeout");
    const std::string id = f.new_order();
    REQUIRE(f.order(purchase_of("change", 3), id).json()["status"] == "pending");
    f.payments.stop();
    const auto again = f.order(purchase_of("change", 3), id);
    REQUIRE(again.status == 200);
    REQUIRE(again.json()["status"] == "pending");
}

TEST_CASE("While a first purchase is pending there is no second one") {
    BillingFixture f;
    REQUIRE(f.put_details(belgian_details()).status == 201);
    f.payments.outcome("unknown");
    REQUIRE(f.order(purchase_of("start", 5), f.new_order()).json()["status"] == "pending");
    REQUIRE(f.order(purchase_of("start", 5), f.new_order()).code() == "subscription_exists");
    REQUIRE(f.order(purchase_of("change", 5), f.new_order()).code() == "subscription_missing");
}

TEST_CASE("An order of nothing needs no payment") {
    BillingFixture f;
    f.start();
    json free = purchase_of("change", 3);
    free["operations"][0]["prices"] = {{"quarterly", money(0)}, {"annual", money(0)}};
    const auto answer = f.order(free, f.new_order());
    REQUIRE(answer.json()["status"] == "applied");
    REQUIRE(answer.json()["payment_id"].is_null());
    REQUIRE(f.payments.calls().size() == 1);
}

TEST_CASE("An order publishes what happened, in order") {
    BillingFixture f;
    f.start();
    const auto types = f.query("select type from event order by seq");
    REQUIRE(types == std::vector<std::string>{"term.started", "invoice.opened", "invoice.paid",
                                              "order.applied"});
    const json invoice =
        json::parse(f.query("select data::text from event where type = 'invoice.paid'").at(0));
    REQUIRE(invoice["number"] == "2026-000001");
    REQUIRE(invoice["total"] == money(54'450));
    const json applied =
        json::parse(f.query("select data::text from event where type = 'order.applied'").at(0));
    REQUIRE(applied["order"] == f.order_now(applied["order"]["id"]));
}

TEST_CASE("Bad purchases are refused with every bad field") {
    BillingFixture f;
    f.start();
    const auto fields_of = [&](const json& body) {
        const auto answer = f.quote(body);
        REQUIRE(answer.status == 422);
        std::map<std::string, std::string> fields;
        const auto document = answer.json();
        for (const auto& error : document.value("errors", json::array()))
            fields.emplace(error["pointer"].get<std::string>(), error["code"].get<std::string>());
        return fields;
    };
    REQUIRE(fields_of(json::object()) ==
            std::map<std::string, std::string>{
                {"/seller", "required"}, {"/kind", "required"}, {"/operations", "required"}});
    json bad = purchase_of("change", 1);
    bad["operations"][0]["quantity"] = 0;
    bad["operations"][0]["prices"]["annual"]["currency"] = "ZZZ";
    bad["operations"][0]["names"].erase("de");
    bad["surprise"] = true;
    const auto fields = fields_of(bad);
    REQUIRE(fields.at("/operations/0/quantity") == "out_of_range");
    REQUIRE(fields.at("/operations/0/prices/annual/currency") == "unknown_currency");
    REQUIRE(fields.at("/operations/0/names/de") == "required");
    REQUIRE(fields.at("/surprise") == "unknown_field");

    json huge = purchase_of("change", 1'000'000);
    huge["operations"][0]["prices"]["quarterly"] = money(9'007'199'254'740'991);
    REQUIRE(f.quote(huge).code() == "amount_overflow");
    json negative = purchase_of("change", 1);
    negative["operations"][0]["prices"]["quarterly"] = money(-1);
    REQUIRE(fields_of(negative).at("/operations") == "out_of_range");
    json misplaced = purchase_of("change", 1);
    misplaced["start"] = {{"cycle", "annual"}, {"time_zone", "Europe/Brussels"}};
    REQUIRE(fields_of(misplaced).at("/start") == "not_allowed");
    json none = purchase_of("change", 1);
    none["operations"] = json::array();
    REQUIRE(fields_of(none).at("/operations") == "too_few");
}

TEST_CASE("Identifiers that cannot be ours are refused") {
    BillingFixture f;
    const auto wrong = f.order(purchase_of("start", 1), "order-1");
    REQUIRE(wrong.status == 422);
    REQUIRE(wrong.json()["errors"][0]["pointer"] == "/order_id");
    const auto quote = f.order(purchase_of("start", 1), f.new_order(), "quo_1");
    REQUIRE(quote.json()["errors"][0]["pointer"] == "/quote_id");
    REQUIRE(f.order_now("order-1")["code"] == "order_not_found");
    REQUIRE(f.order_now(f.new_order())["code"] == "order_not_found");
    REQUIRE(f.service.call(f.seller(), "POST", "/internal/v1/orders", "nonsense").code() ==
            "malformed_json");
}
