#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "selling_http/billing_client.hpp"
#include "selling_http/billing_documents.hpp"
#include "selling_http/change_json.hpp"

using namespace tenure;
using namespace tenure::selling;

namespace {

nlohmann::json written(const Purchase& purchase) {
    return nlohmann::json::parse(purchase_text("shop", purchase));
}

Product product() {
    return {"plan.grow",
            {{Cycle::quarterly, Money(3000, Currency::eur())}},
            {{"fr", "GROW"}, {"nl", "GROW"}, {"en", "GROW"}, {"de", "GROW"}}};
}

}  // namespace

TEST_CASE("A start tells its term and trial, and operations their product") {
    Purchase purchase;
    purchase.kind = PurchaseKind::start;
    purchase.start = StartTerms{Cycle::annual, "UTC", 14};
    purchase.operations = {add("users", product(), 5)};
    purchase.operations.front().minimum = 1;
    purchase.operations.front().limited_by = "seats";
    const auto body = written(purchase);
    REQUIRE(body["start"] ==
            nlohmann::json{{"cycle", "annual"}, {"time_zone", "UTC"}, {"trial_days", 14}});
    REQUIRE_FALSE(body.contains("effective"));
    const auto operation = body["operations"][0];
    REQUIRE(operation["action"] == "add");
    REQUIRE(operation["prices"]["quarterly"]["amount"] == 3000);
    REQUIRE(operation["names"]["nl"] == "GROW");
    REQUIRE(operation["minimum"] == 1);
    REQUIRE(operation["limited_by"] == "seats");
}

TEST_CASE("Each operation has the members that its action takes, and no others") {
    Purchase purchase;
    purchase.when = When::at_renewal;
    purchase.window = true;
    purchase.operations = {remove("users", 2), switch_to("users", product()), clear("users")};
    const auto body = written(purchase);
    REQUIRE(body["effective"] == "at_renewal");
    REQUIRE(body["window"] == true);
    REQUIRE(body["operations"][0] ==
            nlohmann::json{{"action", "remove"}, {"item", "users"}, {"quantity", 2}});
    REQUIRE_FALSE(body["operations"][1].contains("quantity"));
    REQUIRE(body["operations"][2] == nlohmann::json{{"action", "clear"}, {"item", "users"}});
}

TEST_CASE("A deferred change names its instant, an end needs nothing else") {
    Purchase purchase;
    purchase.when = When::at;
    purchase.at = parse_timestamp("2027-01-01T00:00:00Z").value();
    REQUIRE(written(purchase)["effective"] == "2027-01-01T00:00:00Z");
    Purchase end;
    end.kind = PurchaseKind::end;
    REQUIRE(written(end) == nlohmann::json{{"seller", "shop"}, {"kind", "end"}});
}

TEST_CASE("An order that billing did not write in full is not believed") {
    for (const char* answer :
         {"", "[]", "{}", R"({"status": "paid"})", R"({"status": "applied"})",
          R"({"status": "scheduled"})", R"({"status": "applied", "effective_at": "now"})",
          R"({"status": "pending", "term": {"cycle": "weekly"}})",
          R"({"status": "pending", "term": {"cycle": "annual", "number": 1, "anchor_day": 1}})",
          R"({"status": "pending", "items": [{"item": "users"}]})",
          R"({"status": "pending", "items": [7]})"}) {
        INFO(answer);
        REQUIRE_FALSE(parse_order(answer).ok());
    }
    REQUIRE(parse_order(R"({"status": "pending"})")->status == ChangeStatus::pending);
}

TEST_CASE("An event of an invoice names it, others name none") {
    const Caller by;
    REQUIRE(parse_event(by, "invoice.paid", R"({"invoice_id": "inv_1"})")->invoice == "inv_1");
    REQUIRE(parse_event(by, "invoice.paid", "{}")->invoice.empty());
    REQUIRE(parse_event(by, "account.past_due", R"({"invoice_id": "inv_1"})")->invoice.empty());
    REQUIRE_FALSE(parse_event(by, "invoice.paid", "[]").ok());
}

TEST_CASE("Events are read by type, and what is unknown is nothing") {
    REQUIRE(std::holds_alternative<std::monostate>(*parse_news("invoice.opened", "{}")));
    const auto standing = parse_news("account.suspended", R"({"since": "2027-01-01T00:00:00Z"})");
    REQUIRE(std::get<StandingChanged>(*standing).standing == Standing::suspended);
    const auto end =
        parse_news("account.ended", R"({"ended_on": "2027-01-01", "reason": "unpaid"})");
    REQUIRE(std::get<LicenceEnded>(*end).reason == "unpaid");
    const auto order = parse_news("order.scheduled",
                                  R"({"order": {"id": "chg_1", "status": "scheduled",
                      "effective_at": "2027-01-01T00:00:00Z"}})");
    REQUIRE(std::get<OrderNews>(*order).id == ChangeId("chg_1"));
    const auto cycle = parse_news("cycle.change_scheduled",
                                  R"({"change": {"id": "chg_1", "cycle": "annual",
                       "effective_at": "2027-01-01T00:00:00Z"}})");
    REQUIRE(std::get<CycleScheduled>(*cycle).change.cycle == Cycle::annual);
    for (const auto& [type, data] :
         {std::pair{"account.ended", "{}"}, std::pair{"term.started", "{}"},
          std::pair{"order.applied", "{}"},
          std::pair{"cycle.change_scheduled", R"({"change": {}})"},
          std::pair{"account.restored", "[]"}}) {
        INFO(type);
        REQUIRE_FALSE(parse_news(type, data).ok());
    }
}

TEST_CASE("A change reads as applied from its instant on") {
    Change change;
    change.type = "remove";
    change.status = ChangeStatus::scheduled;
    change.effective_at = parse_timestamp("2027-01-01T00:00:00Z").value();
    const auto microsecond = std::chrono::microseconds(1);
    REQUIRE(common_change_json(change, *change.effective_at - microsecond)["status"] ==
            "scheduled");
    REQUIRE(common_change_json(change, *change.effective_at)["status"] == "applied");
    REQUIRE(common_change_json(change, *change.effective_at)["quote"].is_null());
}
