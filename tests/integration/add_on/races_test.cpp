#include <algorithm>

#include "integration/add_on/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

constexpr int threads = 20;

std::ptrdiff_t count(const std::vector<int>& statuses, int status) {
    return std::count(statuses.begin(), statuses.end(), status);
}

}  // namespace

TEST_CASE("Of twenty who take the last right one has it") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    REQUIRE(f.put("a").status == 201);
    REQUIRE(f.put("b").status == 201);
    const auto statuses =
        at_once(threads, [&](int index) { return f.put("user-" + std::to_string(index)).status; });
    REQUIRE(count(statuses, 201) == 1);
    REQUIRE(count(statuses, 409) == threads - 1);
    const auto named = f.get(users + "?limit=100").json()["data"];
    REQUIRE(named.size() == 3);
    for (const auto& user : named) REQUIRE(user["in_effect"] == true);
}

TEST_CASE("The same user named twenty times at once is named once") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    const auto statuses = at_once(threads, [&](int) { return f.put("anna").status; });
    REQUIRE(count(statuses, 201) == 1);
    REQUIRE(count(statuses, 200) == threads - 1);
    REQUIRE(f.get(users).json()["data"].size() == 1);
}

TEST_CASE("Naming and taking away at once never gives more rights than were bought") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    for (const char* user : {"u0", "u1", "u2"}) REQUIRE(f.put(user).status == 201);
    at_once(threads, [&](int index) {
        const std::string user = "u" + std::to_string(index % 6);
        return index < 6 ? f.drop(users + "/" + user).status : f.put(user).status;
    });
    REQUIRE(f.get(users + "?limit=100").json()["data"].size() <= 3);
}

TEST_CASE("Of twenty switches to Beyond at once one is bought") {
    Fixture f;
    f.subscribe();
    const auto statuses = at_once(threads, [&](int index) {
        return f.post(changes, to_beyond, "switch-" + std::to_string(index)).status;
    });
    REQUIRE(count(statuses, 201) == 1);
    REQUIRE(count(statuses, 409) == threads - 1);
    REQUIRE(f.billing.asked().size() == 1);
    REQUIRE(f.state()["beyond_users"] == 3);
}

TEST_CASE("Of twenty trials at once one begins") {
    Fixture f;
    f.subscribe();
    const auto statuses = at_once(threads, [&](int index) {
        const std::string body =
            index % 2 == 0 ? free_trial : R"({"type":"start_trial","convert_to_users":2})";
        return f.post(changes, body, "trial-" + std::to_string(index)).status;
    });
    REQUIRE(count(statuses, 201) == 1);
    REQUIRE(count(statuses, 409) == threads - 1);
    REQUIRE(f.state()["trial"]["running"] == true);
}

TEST_CASE("The same request twenty times at once buys once") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    const auto statuses =
        at_once(threads, [&](int) { return f.post(changes, add_two, "same").status; });
    REQUIRE(count(statuses, 201) >= 1);
    REQUIRE(count(statuses, 201) + count(statuses, 409) == threads);
    REQUIRE(f.state()["beyond_users"] == 5);
}

TEST_CASE("Buying and removing at once leaves what the changes sum up to") {
    Fixture f;
    f.subscribe(100);
    f.made(R"({"type":"switch_package","package":"beyond","beyond_users":30})");
    const auto statuses = at_once(threads, [&](int index) {
        const std::string& body = index % 2 == 0 ? add_two : remove_one;
        return f.post(changes, body, "mixed-" + std::to_string(index)).status;
    });
    REQUIRE(count(statuses, 201) == threads);
    REQUIRE(f.state()["beyond_users"] == 50);
    REQUIRE(f.state()["after_renewal"]["beyond_users"] == 40);
    REQUIRE(f.state()["scheduled_changes"].size() == 10);
}

TEST_CASE("Twenty who remove a user at once leave one") {
    Fixture f;
    f.subscribe(100);
    f.made(R"({"type":"switch_package","package":"beyond","beyond_users":11})");
    const auto statuses = at_once(threads, [&](int index) {
        return f.post(changes, remove_one, "fewer-" + std::to_string(index)).status;
    });
    REQUIRE(count(statuses, 201) == 10);
    REQUIRE(count(statuses, 409) == 10);
    REQUIRE(f.state()["after_renewal"]["beyond_users"] == 1);
}

TEST_CASE("Undoing the same change twenty times at once undoes it once") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    const auto id = f.made(remove_one);
    const auto statuses = at_once(threads, [&](int) { return f.drop(changes + "/" + id).status; });
    REQUIRE(count(statuses, 200) == threads);
    REQUIRE(f.state()["after_renewal"]["beyond_users"] == 3);
    std::int64_t undone = 0;
    const auto history = f.get(meeting + "/history?limit=100").json();
    for (const auto& entry : history["data"])
        if (entry["action"] == "remove_users.undone") ++undone;
    REQUIRE(undone == 1);
}

TEST_CASE("The purchase's answer and its event at once record it once") {
    Fixture f;
    f.subscribe();
    f.billing.outcome("pending");
    const auto id = f.post(changes, to_beyond, "k").json()["id"].get<std::string>();
    f.billing.settle(f.account, id, "applied");
    f.await([&] { return f.state()["package"] == "beyond"; });
    f.catch_up();
    REQUIRE(f.state()["beyond_users"] == 3);
    REQUIRE(f.get(meeting + "/history").json()["data"].size() == 1);
}
