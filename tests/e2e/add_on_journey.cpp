#include "e2e/add_on_journey.hpp"

#include <catch2/catch.hpp>

#include "e2e/steps.hpp"

namespace tenure::e2e {

namespace {

using nlohmann::json;

const std::string meeting = "/v1/add-ons/customer-meeting";
const std::string changes = meeting + "/changes";

class AddOnJourney {
  public:
    AddOnJourney(System& system, const User& user, int plan_users)
        : system_(system), user_(user), plan_users_(plan_users) {}

    void is_on_basic();
    void buys_beyond_at_the_price_of_the_preview();
    void is_held_to_the_plan_users();
    void names_users();
    void gives_one_back_and_thinks_again();
    void tells_it_all();

  private:
    testkit::Answer get(const std::string& path) { return system_.call(user_, "GET", path); }
    testkit::Answer post(const std::string& path, const json& body) {
        return system_.call(user_, "POST", path, body.dump(),
                            with_key("add-on-" + std::to_string(++keys_)));
    }
    json state() { return get(meeting).json(); }

    System& system_;
    const User& user_;
    const int plan_users_;
    int keys_ = 0;
};

void AddOnJourney::is_on_basic() {
    CHECK(get("/v1/add-ons").json()["data"][0]["code"] == "customer_meeting");
    await_that("the subscription's news reaches the add-on",
               [&] { return get(meeting).status == 200 && state()["users"] == plan_users_; });
    CHECK(state()["package"] == "basic");
    CHECK(get(meeting + "/users/anna").json()["reason"] == "basic");
    CHECK(get("/v1/overview").json()["add_ons"]["customer_meeting"]["package"] == "basic");
}

void AddOnJourney::buys_beyond_at_the_price_of_the_preview() {
    json wish = {{"type", "switch_package"}, {"package", "beyond"}, {"beyond_users", 2}};
    const auto preview = post(changes + "/preview", wish);
    CAPTURE(preview.body);
    REQUIRE(preview.status == 200);
    const json quote = preview.json();
    CHECK(quote["subtotal"]["amount"] == 2 * 3 * 1200);  // a whole quarter on its first day
    wish["quote_id"] = quote["id"];
    const auto bought = post(changes, wish);
    CAPTURE(bought.body);
    REQUIRE(bought.status == 201);
    CHECK(bought.json()["status"] == "applied");
    CHECK(bought.json()["quote"]["total"] == quote["total"]);
    CHECK(get(changes + "/" + bought.json()["id"].get<std::string>()).status == 200);
    CHECK(state()["beyond_users"] == 2);
    CHECK(get("/v1/billing/next-invoice").json()["subtotal"] == quote["next_invoice"]["subtotal"]);
}

/// In both directions, and with both numbers.
void AddOnJourney::is_held_to_the_plan_users() {
    const auto too_many = post(changes, {{"type", "add_users"}, {"users", plan_users_}});
    CHECK(too_many.status == 409);
    CHECK(too_many.code() == "limit_exceeded");
    CHECK(too_many.json()["quantity"] == plan_users_ + 2);
    CHECK(too_many.json()["limit"] == plan_users_);
    const auto too_few =
        post("/v1/subscription/changes", {{"type", "remove_users"}, {"users", plan_users_ - 1}});
    CAPTURE(too_few.body);
    CHECK(too_few.status == 409);
    CHECK(too_few.code() == "limit_exceeded");
    CHECK(too_few.json()["quantity"] == 2);
    CHECK(too_few.json()["limit"] == 1);
}

void AddOnJourney::names_users() {
    const std::string users = meeting + "/users";
    CHECK(system_.call(user_, "PUT", users + "/anna").status == 201);
    CHECK(system_.call(user_, "PUT", users + "/anna").status == 200);
    CHECK(system_.call(user_, "PUT", users + "/bert", "{}").status == 201);
    CHECK(system_.call(user_, "PUT", users + "/carl").code() == "no_beyond_user_left");
    CHECK(get(users + "/carl").json()["allowed"] == false);
    CHECK(get(users + "/anna").json()["allowed"] == true);
    CHECK(get(users).json()["data"].size() == 2);
    CHECK(system_.call(user_, "DELETE", users + "/bert").status == 204);
    CHECK(system_.call(user_, "PUT", users + "/carl").status == 201);
}

void AddOnJourney::gives_one_back_and_thinks_again() {
    const auto removed = post(changes, {{"type", "remove_users"}, {"users", 1}});
    CAPTURE(removed.body);
    REQUIRE(removed.status == 201);
    CHECK(removed.json()["status"] == "scheduled");
    CHECK(state()["after_renewal"]["beyond_users"] == 1);
    const std::string path = changes + "/" + removed.json()["id"].get<std::string>();
    const auto undone = system_.call(user_, "DELETE", path);
    CAPTURE(undone.body);
    REQUIRE(undone.status == 200);
    CHECK(undone.json()["status"] == "undone");
    CHECK(state()["after_renewal"]["beyond_users"] == 2);
    CHECK(post(changes + "/preview", {{"type", "switch_package"}, {"package", "basic"}})
              .json()["losses"]
              .size() == 3);
    const auto leaving = post(changes, {{"type", "switch_package"}, {"package", "basic"}});
    CAPTURE(leaving.body);
    CHECK(leaving.json()["status"] == "scheduled");
    CHECK(state()["after_renewal"]["package"] == "basic");
    CHECK(post(changes, {{"type", "start_trial"}}).code() == "package_change_pending");
}

void AddOnJourney::tells_it_all() {
    CHECK(get(changes).json()["data"].size() == 3);
    CHECK(get(meeting + "/history").json()["data"].size() >= 7);
}

}  // namespace

void go_through_the_add_on(System& system, const User& user, int plan_users) {
    AddOnJourney journey(system, user, plan_users);
    journey.is_on_basic();
    journey.buys_beyond_at_the_price_of_the_preview();
    journey.is_held_to_the_plan_users();
    journey.names_users();
    journey.gives_one_back_and_thinks_again();
    journey.tells_it_all();
}

}  // namespace tenure::e2e
