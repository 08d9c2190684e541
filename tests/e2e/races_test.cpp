// Twenty people at once at the gateway: one wins, the others are told, and the books balance.
#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <thread>

#include "e2e/clock.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

constexpr int people = 20;
const std::string changes = "/v1/subscription/changes";
const std::string cancellation = "/v1/subscription/cancellation";
const std::string cycle_changes = "/v1/billing/cycle/changes";

struct Ask {
    std::string method, path;
    json body = {};
};

/// All at once, each on a connection of its own; the answers in the order of the requests.
std::vector<testkit::Answer> at_once(System& system, const User& user,
                                     const std::vector<Ask>& asks) {
    std::vector<testkit::Answer> answers(asks.size());
    std::atomic<std::size_t> ready{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < asks.size(); ++i)
        threads.emplace_back([&, i] {
            const Ask& ask = asks[i];
            ++ready;
            while (ready < asks.size()) std::this_thread::yield();
            const std::string body = ask.body.is_null() ? "" : ask.body.dump();
            answers[i] = system.send(user, ask.method, ask.path, body,
                                     with_key("race-" + std::to_string(i)));
        });
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < asks.size(); ++i)
        system.record(asks[i].method, asks[i].path, answers[i]);
    return answers;
}

/// How often each status and code came: "201", "409 quote_used".
std::map<std::string, int> counted(const std::vector<testkit::Answer>& answers) {
    std::map<std::string, int> counts;
    for (const testkit::Answer& answer : answers)
        ++counts[std::to_string(answer.status) + (answer.status < 400 ? "" : " " + answer.code())];
    return counts;
}

std::vector<Ask> repeated(int times, const Ask& ask) {
    return std::vector<Ask>(static_cast<std::size_t>(times), ask);
}

std::vector<Ask> operator+(std::vector<Ask> a, const std::vector<Ask>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// A customer in the first term of a quarter, from 16 January 2027.
struct Race {
    System system;
    Tenant tenant{system, "acc_race", "2027-01-16T10:00:00Z"};

    Race() {
        tenant.can_pay();
        tenant.post("/v1/subscription", {{"plan", "grow"}, {"users", 5}, {"cycle", "quarterly"}});
    }
    std::map<std::string, int> run(const std::vector<Ask>& asks) {
        return counted(at_once(system, tenant.owner(), asks));
    }
    /// One paid invoice for each payment, numbers without gaps, nothing left undone.
    void books_balance() {
        const Books books = books_of(system);
        CAPTURE(books);
        CHECK(books.drafts == 0);
        CHECK(books.orders_pending == 0);
        CHECK(books.changes_pending == 0);
        CHECK(books.payments == books.charges);
        CHECK(books.payments == books.invoices);
        CHECK(every_year_without_gap(system));
    }
};

const json add_one = {{"type", "add_users"}, {"users", 1}};
const json remove_one = {{"type", "remove_users"}, {"users", 1}};

}  // namespace

TEST_CASE("A quote that twenty use at once is used once") {
    Race race;
    json purchase = add_one;
    purchase["quote_id"] = race.tenant.post(changes + "/preview", add_one, 200)["id"];
    const auto counts = race.run(repeated(people, {"POST", changes, purchase}));
    CAPTURE(counts);
    CHECK(counts.at("201") == 1);
    CHECK(counts.size() <= 3);
    for (const auto& [what, times] : counts)
        CHECK((what == "201" || what == "409 quote_used" || what == "409 quote_stale"));
    CHECK(race.tenant.subscription()["users"] == 6);
    CHECK(books_of(race.system).invoices == 2);
    race.books_balance();
}

TEST_CASE("Users that are added and removed at once all count, and one always remains") {
    Race race;
    const auto counts = race.run(repeated(people / 2, {"POST", changes, add_one}) +
                                 repeated(people / 2, {"POST", changes, remove_one}));
    CAPTURE(counts);
    const json licence = race.tenant.subscription();
    CHECK(licence["users"] == 15);  // adding is never refused
    int removed = 0;
    for (const json& change : licence["scheduled_changes"]) removed += change["users"].get<int>();
    CHECK(removed == counts.at("201") - people / 2);
    CHECK(licence["after_renewal"]["users"] == 15 - removed);
    CHECK(race.tenant.get("/v1/billing/next-invoice")["subtotal"]["amount"] ==
          (15 - removed) * 3 * 3000);
    race.books_balance();
}

TEST_CASE("Of twenty who remove the last but one at once only as many succeed as leave a user") {
    Race race;
    const auto counts = race.run(repeated(people, {"POST", changes, remove_one}));
    CAPTURE(counts);
    CHECK(counts.at("201") == 4);
    CHECK(race.tenant.subscription()["after_renewal"]["users"] == 1);
    race.books_balance();
}

TEST_CASE("Cancelling while the term ends: it ends, or it has been renewed and cancelled later") {
    Race race;
    race.tenant.move_to("2027-03-20T10:00:00Z");
    const auto answers =
        at_once(race.system, race.tenant.owner(),
                repeated(people / 2, {"POST", cancellation, json::object()}) +
                    repeated(people / 2, {"POST", "/v1/test-clock", at("2027-04-16T10:00:00Z")}));
    CAPTURE(counted(answers));
    int cancelled = 0;
    std::string until;
    for (const testkit::Answer& answer : answers) {
        if (answer.status != 201) continue;
        ++cancelled;
        until = answer.json()["access_until"];
    }
    CHECK(cancelled == 1);
    const json licence = race.tenant.subscription();
    const bool in_time = until == "2027-04-15";
    CHECK(licence["status"] == (in_time ? "ended" : "cancelling"));
    CHECK(licence["term"]["number"] == (in_time ? 1 : 2));
    CHECK(books_of(race.system).invoices == (in_time ? 1 : 2));
    race.books_balance();
}

TEST_CASE("Undoing while the term ends: the users are gone, or the change is undone") {
    Race race;
    const json change = race.tenant.change({{"type", "remove_users"}, {"users", 2}});
    const std::string path = changes + "/" + change["id"].get<std::string>();
    race.tenant.move_to("2027-03-20T10:00:00Z");
    const auto counts =
        race.run(repeated(people / 2, {"DELETE", path}) +
                 repeated(people / 2, {"POST", "/v1/test-clock", at("2027-04-16T10:00:00Z")}));
    CAPTURE(counts);
    const json licence = race.tenant.subscription();
    const bool undone = race.tenant.get(path)["status"] == "undone";
    CHECK(licence["users"] == (undone ? 5 : 3));
    CHECK(licence["term"]["number"] == 2);
    const std::int64_t paid = race.tenant.invoices().back()["subtotal"]["amount"];
    CHECK(paid == (undone ? 5 : 3) * 3 * 3000);
    CHECK(books_of(race.system).invoices == 2);
    race.books_balance();
}

TEST_CASE("Of twenty changes of the cycle at once one is scheduled") {
    Race race;
    const auto counts = race.run(repeated(people, {"POST", cycle_changes, {{"cycle", "annual"}}}));
    CAPTURE(counts);
    CHECK(counts.at("201") == 1);
    CHECK(counts.at("409 cycle_change_pending") == people - 1);
    await_that("the subscription hears of it",
               [&] { return race.tenant.subscription()["after_renewal"]["cycle"] == "annual"; });
    race.books_balance();
}

TEST_CASE("Moving the clock over a renewal twenty times at once renews once") {
    Race race;
    const auto counts =
        race.run(repeated(people, {"POST", "/v1/test-clock", at("2027-07-16T10:00:00Z")}));
    CAPTURE(counts);
    CHECK(counts.at("200") >= 1);
    for (const auto& [what, times] : counts)
        CHECK((what == "200" || what == "409 test_clock_moving"));
    CHECK(race.tenant.subscription()["term"]["number"] == 3);
    CHECK(books_of(race.system).invoices == 3);
    race.books_balance();
}
