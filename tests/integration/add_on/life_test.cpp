#include "integration/add_on/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("Plan users follow the subscription's orders") {
    Fixture f;
    f.subscribe(4);
    f.plan_order("add", 3, "change", "2026-11-23T10:00:00Z", "order.applied", "chg_more");
    REQUIRE(f.state()["users"] == 7);
    f.plan_order("remove", 2, "change", FakeBilling::renewal, "order.scheduled", "chg_fewer");
    REQUIRE(f.state()["users"] == 7);
    REQUIRE(f.state()["after_renewal"]["users"] == 5);
    f.plan_order("remove", 2, "change", FakeBilling::renewal, "order.undone", "chg_fewer");
    REQUIRE(f.state()["after_renewal"]["users"] == 7);
}

TEST_CASE("An event that is told again changes nothing") {
    Fixture f;
    f.subscribe(4);
    const auto bought = f.made(to_beyond);
    for (int i = 0; i < 3; ++i) {
        f.plan_order("add", 4, "start", "2026-11-23T10:00:00Z", "order.applied");
        f.billing.settle(f.account, bought, "applied");
        f.catch_up();
    }
    REQUIRE(f.state()["users"] == 4);
    REQUIRE(f.state()["beyond_users"] == 3);
    REQUIRE(f.get(meeting + "/history").json()["data"].size() == 1);
}

TEST_CASE("Events that were read but not taken over are taken over once by a second reader") {
    Fixture f;
    f.subscribe(4);
    // The second reader has the old cursor: what it takes over is refused, and it reads again.
    f.plan_order("add", 1, "change", "2026-11-23T10:00:00Z", "order.applied", "chg_one");
    REQUIRE(f.state()["users"] == 5);
    f.service.database().query("update event_cursor set cursor = '0' where source = 'billing'");
    f.catch_up();
    f.await([&] {
        return f.service.database().query("select cursor from event_cursor").front() ==
               f.billing.head();
    });
    REQUIRE(f.state()["users"] == 5);
    REQUIRE(f.state()["package"] == "basic");
}

TEST_CASE("A suspended account's users have no rights until it is restored") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    REQUIRE(f.put("a").status == 201);
    f.clock.set(now + std::chrono::hours(1));
    f.tell("account.past_due", {{"invoice_id", "inv_1"}, {"since", "2026-11-23T11:00:00Z"}});
    REQUIRE(f.state()["status"] == "past_due");
    REQUIRE(f.reason("a") == "named");
    f.tell("account.suspended", {{"since", "2026-11-23T11:00:00Z"}});
    REQUIRE(f.state()["status"] == "suspended");
    REQUIRE(f.reason("a") == "account_suspended");
    const nlohmann::json actions = f.state()["actions"];
    for (const auto& action : actions) REQUIRE(action["allowed"] == false);
    f.tell("account.restored", nlohmann::json::object());
    REQUIRE(f.state()["status"] == "active");
    REQUIRE(f.reason("a") == "named");
}

TEST_CASE("A cancellation shows, can be undone, and ends the add-on on its day even without news") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    f.plan_order("", 0, "end", FakeBilling::renewal, "order.scheduled", "chg_end");
    REQUIRE(f.state()["status"] == "cancelling");
    REQUIRE(f.state()["after_renewal"].is_null());
    f.plan_order("", 0, "end", FakeBilling::renewal, "order.undone", "chg_end");
    REQUIRE(f.state()["status"] == "active");
    f.plan_order("", 0, "end", FakeBilling::renewal, "order.scheduled", "chg_end2");
    f.clock.set(parse_timestamp(FakeBilling::renewal).value());
    REQUIRE(f.state()["status"] == "ended");
    REQUIRE(f.reason("a") == "subscription_ended");
}

TEST_CASE("With the end of the subscription nothing is left, and a new life begins anew") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    f.made(remove_one);
    REQUIRE(f.put("a").status == 201);
    f.clock.set(parse_timestamp(FakeBilling::renewal).value());
    f.tell("account.ended", {{"ended_on", "2027-02-23"}, {"reason", "cancelled"}});
    const auto ended = f.state();
    REQUIRE(ended["status"] == "ended");
    REQUIRE(ended["package"].is_null());
    REQUIRE(ended["beyond_users"] == 0);
    REQUIRE(ended["users"] == 0);
    REQUIRE(ended["after_renewal"].is_null());
    for (const auto& action : ended["actions"]) {
        REQUIRE(action["allowed"] == false);
        REQUIRE(action["reason"] == "subscription_ended");
    }
    REQUIRE(f.reason("a") == "subscription_ended");
    REQUIRE(f.put("b").code() == "subscription_ended");
    REQUIRE(f.drop(users + "/a").code() == "right_not_found");
    for (const std::string& body : {to_beyond, to_basic, add_two, remove_one, free_trial}) {
        REQUIRE(f.post(changes, body).code() == "subscription_ended");
        REQUIRE(f.post(preview, body).code() == "subscription_ended");
    }
    REQUIRE(f.get(changes).json()["data"].size() == 2);

    f.clock.set(f.clock.now() + std::chrono::hours(24));
    f.billing.publish("term.started", f.account,
                      {{"term",
                        {{"number", 2},
                         {"cycle", "annual"},
                         {"anchor_day", 24},
                         {"starts_on", "2027-02-24"},
                         {"renews_on", "2028-02-24"}}},
                       {"time_zone", "Europe/Brussels"}});
    f.plan_order("add", 6, "start", to_string(f.clock.now()), "order.applied", "chg_again");
    const auto again = f.state();
    REQUIRE(again["status"] == "active");
    REQUIRE(again["package"] == "basic");
    REQUIRE(again["users"] == 6);
    REQUIRE(again["cycle"] == "annual");
    REQUIRE(f.reason("a") == "basic");
    f.made(to_beyond);
    REQUIRE(f.state()["beyond_users"] == 3);
    REQUIRE(f.reason("a") == "not_named");
}

TEST_CASE("What was scheduled in a life that has ended takes no effect in the next one") {
    Fixture f;
    f.subscribe();
    const auto id = f.made(R"({"type":"start_trial","convert_to_users":2})");
    f.clock.set(parse_timestamp("2026-11-30T10:00:00Z").value());
    f.tell("account.ended", {{"ended_on", "2026-11-30"}, {"reason", "unpaid"}});
    REQUIRE(f.get(changes + "/" + id).json()["status"] == "undone");
    f.clock.set(f.clock.now() + std::chrono::hours(1));
    f.subscribe(6);
    REQUIRE(f.reason("a") == "basic");
    f.clock.set(parse_timestamp("2026-12-07T10:00:00Z").value());  // after the trial's end
    REQUIRE(f.state()["package"] == "basic");
    REQUIRE(f.state()["users"] == 6);
}

TEST_CASE("A renewal's news moves the term") {
    Fixture f;
    f.subscribe();
    f.clock.set(parse_timestamp(FakeBilling::renewal).value());
    REQUIRE(f.state()["renews_on"] == "2027-05-23");
    f.tell("term.started", {{"term",
                             {{"number", 2},
                              {"cycle", "annual"},
                              {"anchor_day", 23},
                              {"starts_on", "2027-02-23"},
                              {"renews_on", "2028-02-23"}}},
                            {"time_zone", "Europe/Brussels"}});
    REQUIRE(f.state()["renews_on"] == "2028-02-23");
    REQUIRE(f.state()["cycle"] == "annual");
    REQUIRE(f.state()["price_per_user"]["amount"] == 1000);
}

TEST_CASE("In the subscription's trial Beyond is free, at once, and given back at once") {
    Fixture f;
    f.subscribe(5, true);
    REQUIRE(f.state()["status"] == "trialing");
    f.made(to_beyond);
    f.made(remove_one);
    REQUIRE(f.billing.last_order()["effective"] == "immediately");
    REQUIRE(f.state()["beyond_users"] == 2);
    f.made(to_basic);
    REQUIRE(f.state()["package"] == "basic");
}
