// Requests at the same moment, in real threads.
#include "integration/subscription/fixture.hpp"

using namespace tenure;
using test::changes_path;
using test::Fixture;
using test::three_users;

namespace {

constexpr std::size_t crowd = 20;

/// Calls `request(i)` from twenty threads; the statuses of the answers.
template <class Request>
std::vector<int> all_at_once(Request request) {
    std::vector<int> statuses(crowd);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < crowd; ++i)
        threads.emplace_back([&, i] { statuses[i] = request(i).status; });
    for (auto& thread : threads) thread.join();
    return statuses;
}

}  // namespace

TEST_CASE("Users added and removed at the same moment all count") {
    Fixture f;
    f.start();
    const auto statuses = all_at_once([&](std::size_t i) {
        const std::string body =
            i % 2 == 0 ? three_users : std::string(R"({"type":"remove_users","users":1})");
        return f.post(changes_path, body, "race-" + std::to_string(i));
    });
    const auto made = f.get(changes_path + "?limit=100").json()["data"];
    std::int64_t added = 0, removed = 0;
    for (const auto& change : made) {
        if (change["type"] == "add_users") added += change["users"].get<std::int64_t>();
        if (change["type"] == "remove_users") removed += change["users"].get<std::int64_t>();
    }
    REQUIRE(std::count(statuses.begin(), statuses.end(), 201) ==
            static_cast<std::ptrdiff_t>(made.size()) - 1);
    REQUIRE(added == 30);
    REQUIRE(f.users() == 5 + added);
    REQUIRE(f.subscription()["after_renewal"]["users"] == 5 + added - removed);
    REQUIRE(f.subscription()["after_renewal"]["users"] >= 1);
}

TEST_CASE("A cancellation and its undoing at the same moment leave one clear state") {
    Fixture f;
    f.start();
    all_at_once([&](std::size_t i) {
        return i % 2 == 0 ? f.post("/v1/subscription/cancellation", "{}", "")
                          : f.remove("/v1/subscription/cancellation");
    });
    const auto subscription = f.subscription();
    const bool cancelled = subscription["status"] == "cancelling";
    REQUIRE(cancelled != subscription["cancellation"].is_null());
    REQUIRE((cancelled || subscription["status"] == "active"));
    REQUIRE(f.access()["status"] == subscription["status"]);
}

TEST_CASE("A scheduled change that twenty undo is undone once") {
    Fixture f;
    f.start();
    const auto id =
        f.change(R"({"type":"remove_users","users":2})").json()["id"].get<std::string>();
    const auto statuses =
        all_at_once([&](std::size_t) { return f.remove(changes_path + "/" + id); });
    REQUIRE(std::count(statuses.begin(), statuses.end(), 200) == crowd);
    REQUIRE(f.billing.undos() == 1);
    REQUIRE(f.get("/v1/subscription/history").json()["data"].size() == 3);
    REQUIRE(f.subscription()["after_renewal"]["users"] == 5);
}
