#include "e2e/subscription_journey.hpp"

#include <catch2/catch.hpp>

#include "e2e/steps.hpp"

namespace tenure::e2e {

namespace {

using nlohmann::json;

const std::string subscription_path = "/v1/subscription";
const std::string changes = subscription_path + "/changes";
const std::string cancellation = subscription_path + "/cancellation";

class ChangesJourney {
  public:
    ChangesJourney(System& system, const User& user, int users)
        : system_(system), user_(user), users_(users) {}

    void reports_its_active_users();
    void sees_who_would_have_to_go();
    void schedules_fewer_users_and_thinks_again();
    void buys_another_user_meanwhile();
    void agrees_to_lose_features_and_thinks_again();
    void takes_the_larger_plan_at_the_price_of_the_preview();
    void cancels_and_thinks_again();
    void tells_it_all();

  private:
    testkit::Answer get(const std::string& path) { return system_.call(user_, "GET", path); }
    testkit::Answer post(const std::string& path, const json& body) {
        return system_.call(user_, "POST", path, body.dump(),
                            with_key("changes-" + std::to_string(++keys_)));
    }
    testkit::Answer remove(const std::string& path) { return system_.call(user_, "DELETE", path); }
    json state() { return get(subscription_path).json(); }

    System& system_;
    const User& user_;
    int users_;
    int keys_ = 0;
    std::string removal_;
};

void ChangesJourney::reports_its_active_users() {
    json report = {{"users", json::array()}};
    for (int i = 0; i < users_; ++i)
        report["users"].push_back(
            {{"id", "user_" + std::to_string(i)},
             {"added_at", "2026-01-0" + std::to_string(i + 1) + "T00:00:00Z"}});
    const auto kept = system_.call(user_, "PUT", subscription_path + "/usage", report.dump());
    CHECK(kept.status == 200);
    CHECK(state()["usage"]["active_users"] == users_);
}

void ChangesJourney::sees_who_would_have_to_go() {
    const json wish = {{"type", "remove_users"}, {"users", 1}};
    const auto preview = post(changes + "/preview", wish);
    CAPTURE(preview.body);
    REQUIRE(preview.status == 200);
    CHECK(preview.json()["would_deactivate"] ==
          json::array({"user_" + std::to_string(users_ - 1)}));
    CHECK(preview.json()["due_now"]["amount"] == 0);
    CHECK(post(changes, wish).code() == "users_below_active");
}

void ChangesJourney::schedules_fewer_users_and_thinks_again() {
    const auto removed =
        post(changes, {{"type", "remove_users"}, {"users", 1}, {"deactivate_last_added", true}});
    CAPTURE(removed.body);
    REQUIRE(removed.status == 201);
    CHECK(removed.json()["status"] == "scheduled");
    removal_ = removed.json()["id"].get<std::string>();
    CHECK(state()["users"] == users_);
    CHECK(state()["after_renewal"]["users"] == users_ - 1);
}

void ChangesJourney::buys_another_user_meanwhile() {
    CHECK(post(changes, {{"type", "add_users"}, {"users", 1}}).status == 201);
    ++users_;
    CHECK(state()["users"] == users_);
    CHECK(state()["after_renewal"]["users"] == users_ - 1);
    const auto undone = remove(changes + "/" + removal_);
    CHECK(undone.json()["status"] == "undone");
    CHECK(state()["after_renewal"]["users"] == users_);
}

void ChangesJourney::agrees_to_lose_features_and_thinks_again() {
    json wish = {{"type", "change_plan"}, {"plan", "smart"}};
    const auto refused = post(changes, wish);
    CHECK(refused.code() == "loss_not_accepted");
    CHECK(refused.json()["losses"] == post(changes + "/preview", wish).json()["losses"]);
    wish["accept_loss"] = true;
    const auto downgrade = post(changes, wish);
    CAPTURE(downgrade.body);
    REQUIRE(downgrade.status == 201);
    CHECK(state()["after_renewal"]["plan"] == "smart");
    CHECK(remove(changes + "/" + downgrade.json()["id"].get<std::string>()).status == 200);
}

void ChangesJourney::takes_the_larger_plan_at_the_price_of_the_preview() {
    json wish = {{"type", "change_plan"}, {"plan", "flow"}};
    const auto preview = post(changes + "/preview", wish);
    CAPTURE(preview.body);
    REQUIRE(preview.status == 200);
    CHECK(preview.json()["subtotal"]["amount"] == users_ * 3 * (4200 - 3000));
    wish["quote_id"] = preview.json()["id"];
    const auto upgrade = post(changes, wish);
    CAPTURE(upgrade.body);
    REQUIRE(upgrade.status == 201);
    CHECK(upgrade.json()["quote"]["total"] == preview.json()["total"]);
    CHECK(state()["plan"] == "flow");
    CHECK(get("/v1/billing/next-invoice").json()["total"] ==
          preview.json()["next_invoice"]["total"]);
}

void ChangesJourney::cancels_and_thinks_again() {
    const auto cancelled = post(cancellation, {{"reason", "only to see"}});
    CAPTURE(cancelled.body);
    REQUIRE(cancelled.status == 201);
    CHECK(state()["status"] == "cancelling");
    const json access = get("/v1/access").json();
    CHECK(access["allowed"] == true);
    CHECK(access["access_until"] == cancelled.json()["access_until"]);
    CHECK(remove(cancellation).status == 200);
    CHECK(state()["status"] == "active");
    CHECK(get("/v1/access").json()["access_until"].is_null());
}

void ChangesJourney::tells_it_all() {
    const json history = get(subscription_path + "/history").json()["data"];
    REQUIRE(history.size() >= 2);
    CHECK(history[0]["action"] == "cancel.undone");
    CHECK(history[1]["action"] == "cancel.scheduled");
    CHECK(history[0]["old"]["status"] == "cancelling");
    CHECK(history[0]["new"]["status"] == "active");
}

}  // namespace

void go_through_the_changes(System& system, const User& user, int users) {
    ChangesJourney journey(system, user, users);
    journey.reports_its_active_users();
    journey.sees_who_would_have_to_go();
    journey.schedules_fewer_users_and_thinks_again();
    journey.buys_another_user_meanwhile();
    journey.agrees_to_lose_features_and_thinks_again();
    journey.takes_the_larger_plan_at_the_price_of_the_preview();
    journey.cancels_and_thinks_again();
    journey.tells_it_all();
}

}  // namespace tenure::e2e
