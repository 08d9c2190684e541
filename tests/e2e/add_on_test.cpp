// The add-on with the real services below it.
#include <catch2/catch.hpp>

#include "e2e/add_on_journey.hpp"
#include "e2e/steps.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

const std::string meeting = "/v1/add-ons/customer-meeting";
const std::string changes = meeting + "/changes";

testkit::Answer ask(System& system, const User& user, const json& body, const std::string& key) {
    return system.call(user, "POST", changes, body.dump(), with_key(key));
}

}  // namespace

TEST_CASE("The add-on's journey: Beyond up to the plan users, named users, and back to Basic") {
    System system;
    const User owner;
    subscribe(system, owner);
    go_through_the_add_on(system, owner, 5);
}

TEST_CASE("A trial of Beyond is accepted by billing for its end, and its conversion undone") {
    System system;
    const User owner;
    subscribe(system, owner);
    await_that("the subscription's news reaches the add-on",
               [&] { return system.call(owner, "GET", meeting).status == 200; });
    const auto refused =
        ask(system, owner, {{"type", "start_trial"}, {"convert_to_users", 6}}, "too-many");
    CAPTURE(refused.body);
    CHECK(refused.code() == "limit_exceeded");
    const auto started =
        ask(system, owner, {{"type", "start_trial"}, {"convert_to_users", 3}}, "trial");
    CAPTURE(started.body);
    REQUIRE(started.status == 201);
    CHECK(started.json()["status"] == "scheduled");
    CHECK(started.json()["effective_at"] == started.json()["trial_ends_at"]);
    CHECK(system.call(owner, "GET", meeting + "/users/anybody").json()["reason"] == "trial");
    const std::string path = changes + "/" + started.json()["id"].get<std::string>();
    const auto undone = system.call(owner, "DELETE", path);
    CAPTURE(undone.body);
    CHECK(undone.json()["status"] == "undone");
    CHECK(system.call(owner, "GET", meeting).json()["trial"]["running"] == true);
    CHECK(ask(system, owner, {{"type", "start_trial"}}, "again").code() == "beyond_trial_used");
}

TEST_CASE("A purchase of Beyond survives the death of the add-on between any two steps") {
    const std::string point =
        GENERATE("add_on.change_pending", "add_on.order_placed", "add_on.change_recorded");
    CAPTURE(point);
    System system;
    const User owner;
    subscribe(system, owner);
    await_that("the subscription's news reaches the add-on",
               [&] { return system.call(owner, "GET", meeting).status == 200; });
    system.stop("add_on");
    system.start("add_on", {{"TENURE_FAILPOINT", point}});
    const json wish = {{"type", "switch_package"}, {"package", "beyond"}, {"beyond_users", 2}};
    const auto broken = system.send(owner, "POST", changes, wish.dump(), with_key("beyond"));
    CHECK(broken.status >= 500);
    await_that("the add-on dies", [&] { return !system.process("add_on").running(); });
    system.start("add_on");
    await_that("the purchase is carried on with", [&] {
        const auto answer = system.send(owner, "GET", meeting);
        return answer.status == 200 && answer.json()["beyond_users"] == 2;
    });
    const auto again = system.send(owner, "POST", changes, wish.dump(), with_key("beyond"));
    CHECK((again.status == 201 || again.status == 409));
    CHECK(system.call(owner, "GET", changes).json()["data"].size() == 1);
    CHECK(invoice_numbers(system).size() == 2);
}
