// Trial, changes of every kind, undo, cancellation: at the API, with billing as the contract has
// it.
#include "integration/subscription/fixture.hpp"

using namespace tenure;
using test::changes_path;
using test::Fixture;
using test::three_users;

namespace {

const std::string cancellation = "/v1/subscription/cancellation";
const std::string remove_two = R"({"type":"remove_users","users":2})";
const std::string to_smart = R"({"type":"change_plan","plan":"smart","accept_loss":true})";

/// The action of a type as the subscription shows it.
nlohmann::json action(Fixture& f, const std::string& type) {
    const nlohmann::json subscription = f.subscription();
    for (const auto& action : subscription["actions"])
        if (action["type"] == type) return action;
    return nullptr;
}

}  // namespace

TEST_CASE("A trial starts without a payment and with the catalogue's days") {
    Fixture f;
    f.start(R"(,"trial":true)");
    REQUIRE(f.billing.last_order()["start"]["trial_days"] == 14);
    const auto subscription = f.subscription();
    REQUIRE(subscription["status"] == "trialing");
    REQUIRE(subscription["trial_ends_on"] == "2026-12-07");
    REQUIRE(subscription["term"]["number"] == 0);
    REQUIRE(f.access()["allowed"] == true);
    const auto change = f.get(changes_path).json()["data"][0];
    REQUIRE(change["trial"] == true);
    REQUIRE(change["invoice_id"].is_null());
}

TEST_CASE("In a trial users are removed and the plan made smaller at once") {
    Fixture f;
    f.start(R"(,"trial":true)");
    REQUIRE(f.change(remove_two).json()["status"] == "applied");
    REQUIRE(f.billing.last_order()["effective"] == "immediately");
    REQUIRE(f.change(to_smart).json()["status"] == "applied");
    REQUIRE(f.subscription()["plan"] == "smart");
    REQUIRE(f.users() == 3);
}

TEST_CASE("A trial that converts is active with the term that billing announces") {
    Fixture f;
    f.start(R"(,"trial":true)");
    f.now("2026-12-07T08:00:00Z");
    const Term term = first_term(parse_date("2026-12-07").value(), Cycle::quarterly);
    f.news("term.started", {{"term", test::FakeBilling::term_json(term)},
                            {"time_zone", "Europe/Brussels"},
                            {"trial", false}});
    f.service.start_workers();
    f.await([&] { return f.status() == "active"; });
    REQUIRE(f.subscription()["renews_on"] == "2027-03-07");
    REQUIRE(f.subscription()["trial_ends_on"].is_null());
    REQUIRE(f.users() == 5);
}

TEST_CASE("A removal is scheduled for the renewal, and the API says what then holds") {
    Fixture f;
    f.start();
    const auto answer = f.change(remove_two);
    REQUIRE(answer.status == 201);
    REQUIRE(answer.json()["status"] == "scheduled");
    REQUIRE(answer.json()["effective_at"] == "2027-02-22T23:00:00Z");
    REQUIRE(f.users() == 5);
    REQUIRE(f.subscription()["after_renewal"]["users"] == 3);
    REQUIRE(f.subscription()["scheduled_changes"].size() == 1);
    REQUIRE(f.billing.last_order()["effective"] == "at_renewal");
    REQUIRE(f.billing.last_order()["operations"][0]["action"] == "remove");
    f.now("2027-02-22T23:00:00Z");
    REQUIRE(f.users() == 3);
    REQUIRE(f.subscription()["scheduled_changes"].empty());
    const auto id = answer.json()["id"].get<std::string>();
    REQUIRE(f.get(changes_path + "/" + id).json()["status"] == "applied");
}

TEST_CASE("Users bought while a reduction is pending raise the pending number") {
    Fixture f;
    f.start();
    REQUIRE(f.change(remove_two).status == 201);
    REQUIRE(f.change(three_users).status == 201);
    REQUIRE(f.users() == 8);
    REQUIRE(f.subscription()["after_renewal"]["users"] == 6);
}

TEST_CASE("An upgrade is at once, a downgrade scheduled and only with consent") {
    Fixture f;
    f.start();
    REQUIRE(f.change(R"({"type":"change_plan","plan":"flow"})").json()["status"] == "applied");
    REQUIRE(f.billing.last_order()["operations"][0]["action"] == "switch");
    REQUIRE(f.subscription()["plan"] == "flow");
    const auto refused = f.change(R"({"type":"change_plan","plan":"smart"})");
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "loss_not_accepted");
    REQUIRE(refused.json()["losses"] ==
            nlohmann::json({"projects", "reporting", "automation", "api"}));
    const auto accepted = f.change(to_smart);
    REQUIRE(accepted.json()["status"] == "scheduled");
    REQUIRE(accepted.json()["accept_loss"] == true);
    REQUIRE(f.subscription()["plan"] == "flow");
    REQUIRE(f.subscription()["after_renewal"]["plan"] == "smart");
    REQUIRE(f.change(to_smart).code() == "plan_unchanged");
}

TEST_CASE("A preview tells the price, what is lost and who would be deactivated") {
    Fixture f;
    f.start();
    const auto downgrade =
        f.post(changes_path + "/preview", R"({"type":"change_plan","plan":"smart"})", "");
    REQUIRE(downgrade.status == 200);
    REQUIRE(downgrade.json()["id"] == "quo_1");
    REQUIRE(downgrade.json()["losses"] == nlohmann::json({"projects", "reporting"}));
    REQUIRE(downgrade.json()["would_deactivate"].empty());
    REQUIRE(f.put("/v1/subscription/usage", R"({"users":[
        {"id":"ann","added_at":"2026-01-01T00:00:00Z"},
        {"id":"cem","added_at":"2026-03-01T00:00:00Z"},
        {"id":"bob","added_at":"2026-02-01T00:00:00Z"},
        {"id":"dee","added_at":"2026-04-01T00:00:00Z"}]})")
                .status == 200);
    const auto removal =
        f.post(changes_path + "/preview", R"({"type":"remove_users","users":3})", "");
    REQUIRE(removal.json()["would_deactivate"] == nlohmann::json({"dee", "cem"}));
    REQUIRE(removal.json()["losses"].empty());
    REQUIRE(f.billing.asked().size() == 1);
}

TEST_CASE("Fewer users than are active need the request's consent") {
    Fixture f;
    f.start();
    REQUIRE(f.put("/v1/subscription/usage", R"({"users":[
        {"id":"a","added_at":"2026-01-01T00:00:00Z"},{"id":"b","added_at":"2026-01-01T00:00:00Z"},
        {"id":"c","added_at":"2026-01-01T00:00:00Z"},
        {"id":"d","added_at":"2026-01-01T00:00:00Z"}]})")
                .status == 200);
    const auto refused = f.change(remove_two);
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "users_below_active");
    REQUIRE(refused.json()["users_after"] == 3);
    REQUIRE(refused.json()["active_users"] == 4);
    const auto accepted =
        f.change(R"({"type":"remove_users","users":2,"deactivate_last_added":true})");
    REQUIRE(accepted.status == 201);
    REQUIRE(accepted.json()["deactivate_last_added"] == true);
}

TEST_CASE("The last user is not removed") {
    Fixture f;
    f.start();
    const auto refused = f.change(R"({"type":"remove_users","users":5})");
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "no_users_left");
    REQUIRE(f.billing.asked().size() == 1);
}

TEST_CASE("Of several scheduled changes each is undone alone") {
    Fixture f;
    f.start();
    const auto removal = f.change(remove_two).json()["id"].get<std::string>();
    REQUIRE(f.change(to_smart).status == 201);
    const auto undone = f.remove(changes_path + "/" + removal);
    REQUIRE(undone.status == 200);
    REQUIRE(undone.json()["status"] == "undone");
    REQUIRE(f.subscription()["after_renewal"]["users"] == 5);
    REQUIRE(f.subscription()["after_renewal"]["plan"] == "smart");
    REQUIRE(f.remove(changes_path + "/" + removal).body == undone.body);
    REQUIRE(f.billing.undos() == 1);
}

TEST_CASE("What is in effect, or billing refuses to undo, stays") {
    Fixture f;
    f.start();
    const auto added = f.change(three_users).json()["id"].get<std::string>();
    REQUIRE(f.remove(changes_path + "/" + added).code() == "change_not_scheduled");
    const auto removal = f.change(remove_two).json()["id"].get<std::string>();
    f.billing.outcome("change_window_closed");
    REQUIRE(f.remove(changes_path + "/" + removal).code() == "change_window_closed");
    f.billing.outcome("accepted");
    f.now("2027-02-22T23:00:00Z");
    REQUIRE(f.remove(changes_path + "/" + removal).code() == "change_already_in_effect");
    REQUIRE(f.remove(changes_path + "/chg_nonsense").code() == "change_not_found");
    REQUIRE(f.billing.undos() == 0);
}

TEST_CASE("A cancellation names its dates, and access ends with the licence's last day") {
    Fixture f;
    f.start();
    const auto answer = f.post(cancellation, R"({"reason":"we close"})");
    REQUIRE(answer.status == 201);
    REQUIRE(answer.json()["status"] == "scheduled");
    REQUIRE(answer.json()["access_until"] == "2027-02-22");
    REQUIRE(answer.json()["download_until"] == "2027-03-24");
    REQUIRE(answer.json()["undo_until"] == "2027-02-08");
    REQUIRE(answer.json()["export"] == "/v1/export");
    REQUIRE(answer.json()["reason"] == "we close");
    REQUIRE(f.billing.last_order()["kind"] == "end");
    REQUIRE(f.status() == "cancelling");
    REQUIRE(f.subscription()["cancellation"] == answer.json());
    REQUIRE(f.subscription()["after_renewal"].is_null());
    REQUIRE(f.access()["allowed"] == true);
    REQUIRE(f.access()["access_until"] == "2027-02-22");
    f.now("2027-02-22T22:59:59.999999Z");
    REQUIRE(f.access()["allowed"] == true);
    f.now("2027-02-22T23:00:00Z");
    REQUIRE(f.access()["allowed"] == false);
    REQUIRE(f.access()["status"] == "ended");
    REQUIRE(f.status() == "ended");
}

TEST_CASE("A cancellation needs no body and no key, and there is one at a time") {
    Fixture f;
    f.start();
    REQUIRE(f.post(cancellation, "", "").status == 201);
    REQUIRE(f.post(cancellation, "", "").code() == "cancellation_pending");
    REQUIRE(f.change(remove_two).code() == "cancellation_pending");
    REQUIRE(f.change(three_users).status == 201);
}

TEST_CASE("A cancellation can be undone, once, and made again") {
    Fixture f;
    f.start();
    REQUIRE(f.remove(cancellation).code() == "cancellation_missing");
    REQUIRE(f.post(cancellation, "{}", "").status == 201);
    const auto undone = f.remove(cancellation);
    REQUIRE(undone.status == 200);
    REQUIRE(undone.json()["status"] == "undone");
    REQUIRE(undone.json()["access_until"].is_null());
    REQUIRE(f.status() == "active");
    REQUIRE(f.access()["access_until"].is_null());
    REQUIRE(f.remove(cancellation).status == 404);
    REQUIRE(f.post(cancellation, "{}", "").status == 201);
}

TEST_CASE("After an end the account starts anew, but without a second trial") {
    Fixture f;
    f.start();
    REQUIRE(f.post(cancellation, "{}", "").status == 201);
    f.now("2027-03-01T09:00:00Z");
    REQUIRE(f.change(three_users).code() == "subscription_ended");
    REQUIRE(action(f, "start")["allowed"] == true);
    const std::string old = f.subscription()["id"];
    REQUIRE(f.post("/v1/subscription",
                   R"({"plan":"smart","users":2,"cycle":"annual","trial":true})", "t")
                .code() == "trial_used");
    REQUIRE(
        f.post("/v1/subscription", R"({"plan":"smart","users":2,"cycle":"annual"})", "n").status ==
        201);
    const auto again = f.subscription();
    REQUIRE(again["status"] == "active");
    REQUIRE(again["users"] == 2);
    REQUIRE(again["plan"] == "smart");
    REQUIRE(again["id"] != old);
    REQUIRE(again["cancellation"].is_null());
}

TEST_CASE("Every action says when it would take effect, and outside the window why not") {
    Fixture f;
    f.start();
    REQUIRE(action(f, "remove_users")["effective_at"] == "2027-02-22T23:00:00Z");
    REQUIRE(action(f, "remove_users")["deadline"] == "2027-02-08");
    REQUIRE(action(f, "add_users")["effective"] == "immediately");
    f.now("2027-02-08T23:00:00Z");
    REQUIRE(f.subscription()["change_window_open"] == false);
    for (const char* type : {"remove_users", "upgrade_plan", "downgrade_plan", "cancel"}) {
        REQUIRE(action(f, type)["allowed"] == false);
        REQUIRE(action(f, type)["reason"] == "change_window_closed");
    }
    REQUIRE(action(f, "add_users")["allowed"] == true);
}

TEST_CASE("What billing refuses to sell leaves nothing, whatever kind of change it is") {
    Fixture f;
    f.start();
    f.billing.outcome("change_window_closed");
    REQUIRE(f.change(remove_two).code() == "change_window_closed");
    REQUIRE(f.change(to_smart).code() == "change_window_closed");
    REQUIRE(f.post(cancellation, "{}", "c").code() == "change_window_closed");
    REQUIRE(f.post(changes_path + "/preview", remove_two, "").code() == "change_window_closed");
    REQUIRE(f.get(changes_path).json()["data"].size() == 1);
    f.billing.outcome("accepted");
    REQUIRE(f.post(cancellation, "{}", "c").status == 201);
}

TEST_CASE("Plan and cancellation are for administrators, users also for billing") {
    Fixture f;
    f.start();
    const auto removal = f.change(remove_two).json()["id"].get<std::string>();
    const auto smaller = f.change(to_smart).json()["id"].get<std::string>();
    f.owner.roles = Role::billing;
    REQUIRE(f.change(R"({"type":"change_plan","plan":"flow"})").code() == "role_not_allowed");
    REQUIRE(f.remove(changes_path + "/" + smaller).code() == "role_not_allowed");
    REQUIRE(f.post(cancellation, "{}", "").code() == "role_not_allowed");
    REQUIRE(f.remove(cancellation).code() == "role_not_allowed");
    REQUIRE(f.remove(changes_path + "/" + removal).status == 200);
    f.owner.roles = Role::member;
    REQUIRE(f.access()["allowed"] == true);
    REQUIRE(f.put("/v1/subscription/usage", R"({"users":[]})").code() == "role_not_allowed");
}
