// The customer's own changes of the billing cycle.

#include "integration/billing/lifecycle_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("Another cycle is previewed, scheduled, shown and undone") {
    LifecycleFixture f;
    f.start();
    const auto preview =
        f.service.call(f.owner(), "POST", f.cycle_changes + "/preview", R"({"cycle":"annual"})");
    REQUIRE(preview.status == 200);
    REQUIRE(preview.json()["due_now"] == money(0));
    REQUIRE(preview.json()["effective_at"] == "2027-02-22T23:00:00Z");
    REQUIRE(preview.json()["next_invoice"]["subtotal"] == money(5 * 12 * 2500));
    const auto made =
        f.change_cycle({{"cycle", "annual"}, {"quote_id", preview.json()["id"]}}, now, "key-1");
    REQUIRE(made.status == 201);
    const json change = made.json();
    REQUIRE(change["type"] == "change_cycle");
    REQUIRE(change["status"] == "scheduled");
    REQUIRE(change["cycle"] == "annual");
    REQUIRE(change["quote"]["id"] == preview.json()["id"]);
    const std::string id = change["id"];
    REQUIRE(made.header("location") == f.cycle_changes + "/" + id);
    REQUIRE(f.change_cycle({{"cycle", "annual"}, {"quote_id", preview.json()["id"]}}, now, "key-1")
                .body == made.body);

    const json cycle = f.get("/v1/billing/cycle").json();
    REQUIRE(cycle["cycle"] == "quarterly");
    REQUIRE(cycle["scheduled_change"] ==
            json{{"id", id}, {"cycle", "annual"}, {"effective_at", "2027-02-22T23:00:00Z"}});
    const json next = f.next_invoice();
    REQUIRE(next["cycle"] == "annual");
    REQUIRE(next["subtotal"] == money(5 * 12 * 2500));
    REQUIRE(next["period"] == json{{"from", "2027-02-23"}, {"until", "2028-02-23"}});
    REQUIRE(next["scheduled_changes"][0]["kind"] == "cycle");
    REQUIRE(next["scheduled_changes"][0]["cycle"] == "annual");
    REQUIRE(f.get(f.cycle_changes + "/" + id).json() == change);
    REQUIRE(f.get(f.cycle_changes).json()["data"] == json{change});
    REQUIRE(f.get(f.cycle_changes + "/" + id, "acc_one", renewal).json()["status"] == "applied");

    const json undone = f.undo_cycle(id).json();
    REQUIRE(undone["status"] == "undone");
    REQUIRE(f.undo_cycle(id).json() == undone);
    REQUIRE(f.get("/v1/billing/cycle").json()["scheduled_change"].is_null());
    REQUIRE(f.next_invoice()["cycle"] == "quarterly");
    REQUIRE(f.count("cycle.change_scheduled") == "1");
    REQUIRE(f.count("cycle.change_undone") == "1");
    const json event = json::parse(
        f.query("select data::text from event where type = 'cycle.change_undone'").at(0));
    REQUIRE(event["change"]["id"] == id);
    const json history = f.get("/v1/billing/history").json()["data"];
    REQUIRE(history[0]["action"] == "cycle.change_undone");
    REQUIRE(history[1]["action"] == "cycle.change_scheduled");
    REQUIRE(history[1]["resource"] == f.cycle_changes + "/" + id);
}

TEST_CASE("A cycle change is refused when it changes nothing, waits already, or is too late") {
    LifecycleFixture f;
    REQUIRE(f.change_cycle({{"cycle", "annual"}}).code() == "subscription_missing");
    f.start();
    REQUIRE(f.change_cycle({{"cycle", "quarterly"}}).code() == "cycle_unchanged");
    const std::string id = f.change_cycle({{"cycle", "annual"}}).json()["id"];
    REQUIRE(f.change_cycle({{"cycle", "annual"}}).code() == "cycle_change_pending");
    REQUIRE(f.undo_cycle(id, window_closed).code() == "change_window_closed");
    REQUIRE(f.undo_cycle(id, renewal).code() == "change_already_in_effect");
}

TEST_CASE("Bad cycle changes name their fields, and unknown ones are not found") {
    LifecycleFixture f;
    f.start();
    const auto field = [&](const std::string& body) {
        const auto answer = f.service.call(f.owner(), "POST", f.cycle_changes, body);
        REQUIRE(answer.status == 422);
        const json errors = answer.json()["errors"];
        return errors[0]["pointer"].get<std::string>() + " " + errors[0]["code"].get<std::string>();
    };
    REQUIRE(field("{}") == "/cycle required");
    REQUIRE(field(R"({"cycle":"monthly"})") == "/cycle unknown_value");
    REQUIRE(field(R"({"cycle":12})") == "/cycle wrong_type");
    REQUIRE(field(R"({"cycle":"annual","quote_id":"inv_1"})") == "/quote_id invalid_id");
    REQUIRE(field(R"({"cycle":"annual","when":"now"})") == "/when unknown_field");
    REQUIRE(f.change_cycle({{"cycle", "annual"}, {"quote_id", QuoteId::make(now).str()}}).code() ==
            "quote_not_found");
    const auto preview = f.service.call(f.owner(), "POST", f.cycle_changes + "/preview",
                                        R"({"cycle":"annual","quote_id":"quo_1"})");
    REQUIRE(preview.status == 422);
    const std::string order = f.place(fewer_users(1)).json()["id"];
    for (const std::string& id : {order, f.new_order(), std::string("nonsense")}) {
        REQUIRE(f.get(f.cycle_changes + "/" + id).code() == "change_not_found");
        REQUIRE(f.undo_cycle(id).code() == "change_not_found");
    }
    REQUIRE(f.get(f.cycle_changes + "?limit=0").status == 422);
    REQUIRE(f.get(f.cycle_changes + "?cursor=nonsense").status == 422);
    REQUIRE(f.service
                .call(testkit::caller("acc_one", Role::member, now), "POST", f.cycle_changes,
                      R"({"cycle":"annual"})")
                .status == 403);
}

TEST_CASE("Cycle changes are listed newest first, page by page") {
    LifecycleFixture f;
    f.start();
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) {
        const auto at = now + std::chrono::hours(i);
        ids.push_back(f.change_cycle({{"cycle", "annual"}}, at).json()["id"]);
        REQUIRE(f.undo_cycle(ids.back(), at).status == 200);
    }
    const json first = f.get(f.cycle_changes + "?limit=2").json();
    REQUIRE(first["data"][0]["id"] == ids[2]);
    REQUIRE(first["data"].size() == 2);
    const json rest =
        f.get(f.cycle_changes + "?limit=2&cursor=" + first["next_cursor"].get<std::string>())
            .json();
    REQUIRE(rest["data"][0]["id"] == ids[0]);
    REQUIRE(rest["next_cursor"].is_null());
}
