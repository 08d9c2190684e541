#include "integration/add_on/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

const std::string converting = R"({"type":"start_trial","convert_to_users":2})";
const std::string trial_end = "2026-12-06T23:00:00Z";  // 7 December in Brussels

}  // namespace

TEST_CASE("A trial gives everybody the rights, costs nothing and falls back to Basic") {
    Fixture f;
    f.subscribe();
    const auto free = f.post(preview, free_trial).json();
    REQUIRE(free["id"].is_null());
    REQUIRE(free["due_now"]["amount"] == 0);
    const auto started = f.post(changes, free_trial, "k");
    REQUIRE(started.status == 201);
    REQUIRE(started.json()["status"] == "applied");
    REQUIRE(started.json()["trial_ends_at"] == trial_end);
    REQUIRE(f.post(changes, free_trial, "k").body == started.body);
    const auto state = f.state();
    REQUIRE(state["package"] == "basic");
    REQUIRE(state["trial"]["running"] == true);
    REQUIRE(state["trial"]["ends_at"] == trial_end);
    REQUIRE(f.reason("anybody") == "trial");
    REQUIRE(f.get(users + "/anybody").json()["package"] == "beyond");
    REQUIRE(f.put("anna").code() == "rights_for_everybody");
    REQUIRE(f.billing.asked().empty());
    f.clock.set(parse_timestamp(trial_end).value());
    REQUIRE(f.reason("anybody") == "basic");
    REQUIRE(f.state()["trial"]["running"] == false);
    REQUIRE(f.post(changes, free_trial).code() == "beyond_trial_used");
    REQUIRE(f.post(preview, free_trial).code() == "beyond_trial_used");
    REQUIRE(f.drop(changes + "/" + started.json()["id"].get<std::string>()).code() ==
            "change_not_scheduled");
}

TEST_CASE("A trial that converts buys Beyond at its end, with users named ahead") {
    Fixture f;
    f.subscribe();
    const auto started = f.post(changes, converting);
    REQUIRE(started.json()["status"] == "scheduled");
    REQUIRE(f.billing.last_order()["effective"] == trial_end);
    REQUIRE(f.billing.last_order()["window"] == true);
    REQUIRE(f.state()["trial"]["converts_to_users"] == 2);
    REQUIRE(f.put("anna").status == 201);
    REQUIRE(f.put("bert").status == 201);
    REQUIRE(f.put("carl").code() == "no_beyond_user_left");
    REQUIRE(f.reason("carl") == "trial");
    f.clock.set(parse_timestamp(trial_end).value());
    REQUIRE(f.state()["package"] == "beyond");
    REQUIRE(f.state()["beyond_users"] == 2);
    REQUIRE(f.reason("anna") == "named");
    REQUIRE(f.reason("carl") == "not_named");
    f.billing.settle(f.account, started.json()["id"].get<std::string>(), "applied");
    f.catch_up();
    REQUIRE(f.state()["beyond_users"] == 2);
}

TEST_CASE("When the conversion is declined at the end the account is back on Basic") {
    Fixture f;
    f.subscribe();
    const auto id = f.made(converting);
    f.clock.set(parse_timestamp(trial_end).value());
    f.billing.settle(f.account, id, "declined");
    f.catch_up();
    REQUIRE(f.state()["package"] == "basic");
    REQUIRE(f.reason("anna") == "basic");
    REQUIRE(f.get(changes + "/" + id).json()["decline"]["code"] == "insufficient_funds");
    REQUIRE(f.post(changes, free_trial).code() == "beyond_trial_used");
    f.made(to_beyond);
}

TEST_CASE("Undoing the conversion leaves the trial, and then Beyond can be bought") {
    Fixture f;
    f.subscribe();
    const auto id = f.made(converting);
    REQUIRE(f.post(changes, to_beyond).code() == "package_change_pending");
    REQUIRE(f.drop(changes + "/" + id).json()["status"] == "undone");
    REQUIRE(f.reason("anybody") == "trial");
    REQUIRE(f.state()["trial"]["converts_to_users"].is_null());
    REQUIRE(f.post(changes, free_trial).code() == "beyond_trial_used");
    f.made(to_beyond);
    REQUIRE(f.reason("anybody") == "not_named");
    REQUIRE(f.state()["trial"]["running"] == false);
}

TEST_CASE("A trial that billing refuses has not been had") {
    Fixture f;
    f.subscribe();
    f.billing.outcome("change_window_closed");
    REQUIRE(f.post(changes, converting).code() == "change_window_closed");
    f.billing.outcome("accepted");
    REQUIRE(f.state()["trial"].is_null());
    f.made(free_trial);
}

TEST_CASE("A trial is not begun outside the change window") {
    Fixture f;
    f.subscribe();
    f.clock.set(parse_timestamp("2027-02-08T23:00:00Z").value());
    const auto refused = f.post(changes, free_trial);
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "change_window_closed");
    REQUIRE(refused.json()["deadline"] == "2027-02-08");
    REQUIRE(refused.json()["renews_on"] == "2027-02-23");
    REQUIRE(refused.json()["allowed"] == nlohmann::json::array({"add_users"}));
    REQUIRE(f.state()["trial"].is_null());
    f.clock.set(parse_timestamp("2027-02-08T22:59:59.999999Z").value());
    f.made(free_trial);
}
