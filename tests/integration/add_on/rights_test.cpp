#include "integration/add_on/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("On Basic everybody has the add-on and nobody is named") {
    Fixture f;
    f.subscribe();
    const auto right = f.get(users + "/anna").json();
    REQUIRE(right["allowed"] == true);
    REQUIRE(right["reason"] == "basic");
    REQUIRE(right["package"] == "basic");
    REQUIRE(f.put("anna").status == 409);
    REQUIRE(f.put("anna").code() == "rights_for_everybody");
    REQUIRE(f.drop(users + "/anna").code() == "right_not_found");
    REQUIRE(f.get(users).json()["data"].empty());
}

TEST_CASE("On Beyond as many users are named as were bought") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    REQUIRE(f.reason("anna") == "not_named");
    const auto named = f.put("anna");
    REQUIRE(named.status == 201);
    REQUIRE(named.json()["reason"] == "named");
    REQUIRE(named.json()["named_at"] == "2026-11-23T10:00:00Z");
    REQUIRE(f.put("anna").status == 200);
    REQUIRE(f.put("bert").status == 201);
    REQUIRE(f.put("carl@example.com").status == 201);
    const auto refused = f.put("dora");
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "no_beyond_user_left");
    REQUIRE(refused.json()["beyond_users"] == 3);
    REQUIRE(refused.json()["named"] == 3);
    REQUIRE(f.put("bert").status == 200);
    REQUIRE(f.drop(users + "/anna").status == 204);
    REQUIRE(f.drop(users + "/anna").code() == "right_not_found");
    REQUIRE(f.put("dora").status == 201);
    REQUIRE(f.reason("anna") == "not_named");
    REQUIRE(f.reason("carl@example.com") == "named");
}

TEST_CASE("Named users are listed newest first, in pages") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    for (const char* user : {"a", "b", "c"}) REQUIRE(f.put(user).status == 201);
    const auto first = f.get(users + "?limit=2");
    REQUIRE(first.json()["data"][0]["user_id"] == "c");
    REQUIRE(first.json()["data"][0]["in_effect"] == true);
    const auto second =
        f.get(users + "?limit=2&cursor=" + first.json()["next_cursor"].get<std::string>());
    REQUIRE(second.json()["data"].size() == 1);
    REQUIRE(second.json()["data"][0]["user_id"] == "a");
    REQUIRE(second.json()["next_cursor"].is_null());
    REQUIRE(f.get(users + "?cursor=nonsense").status == 422);
}

TEST_CASE("When Beyond users shrink at the renewal the last named are without a place") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    for (const char* user : {"a", "b", "c"}) REQUIRE(f.put(user).status == 201);
    f.made(R"({"type":"remove_users","users":2})");
    REQUIRE(f.reason("c") == "named");
    f.clock.set(parse_timestamp(FakeBilling::renewal).value());
    REQUIRE(f.reason("a") == "named");
    REQUIRE(f.reason("b") == "no_place");
    REQUIRE(f.reason("c") == "no_place");
    REQUIRE(f.get(users).json()["data"][0]["in_effect"] == false);
    REQUIRE(f.put("d").code() == "no_beyond_user_left");
    REQUIRE(f.drop(users + "/a").status == 204);
    REQUIRE(f.reason("b") == "named");
    REQUIRE(f.reason("c") == "no_place");
    f.made(add_two);
    REQUIRE(f.reason("c") == "named");
}

TEST_CASE("After Basic a later Beyond begins without named users") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    REQUIRE(f.put("a").status == 201);
    f.made(to_basic);
    f.clock.set(parse_timestamp(FakeBilling::renewal).value());
    REQUIRE(f.reason("a") == "basic");
    REQUIRE(f.reason("b") == "basic");
    REQUIRE(f.get(users).json()["data"].empty());
    f.made(to_beyond);
    REQUIRE(f.reason("a") == "not_named");
    REQUIRE(f.put("a").status == 201);
}

TEST_CASE("Another account's named users do not exist") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    REQUIRE(f.put("a").status == 201);
    const auto other = testkit::caller("acc_two", Role::owner, now);
    REQUIRE(f.service.call(other, "GET", users).status == 404);
    REQUIRE(f.service.call(other, "GET", users + "/a").status == 404);
    REQUIRE(f.service.call(other, "DELETE", users + "/a").status == 404);
    const auto id = f.get(changes).json()["data"][0]["id"].get<std::string>();
    REQUIRE(f.service.call(other, "GET", changes + "/" + id).code() == "change_not_found");
    REQUIRE(f.service.call(other, "DELETE", changes + "/" + id).code() == "change_not_found");
}
