// The outbox under concurrent writers: order per account, no gaps, and replay from any cursor.

#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

constexpr int accounts = 5;
constexpr int writers = 6;
constexpr int rounds = 20;

/// Writers that lock an account's row as every service does, append one to three events that carry
/// the row's count, and commit late or not at all.
struct Writers : Fixture {
    Writers() : Fixture({.size = writers + 2}) {
        REQUIRE(pg::transact(pool, [](pg::Transaction& tx) -> Status {
                    for (int account = 0; account < accounts; ++account)
                        tx.run(insert_counter, account, 0);
                    return done;
                }).ok());
    }

    void write(unsigned seed) {
        std::minstd_rand random(seed);
        for (int round = 0; round < rounds; ++round) {
            const int account = static_cast<int>(random() % accounts);
            const int count = 1 + static_cast<int>(random() % 3);
            const bool gives_up = random() % 5 == 0;
            const auto hold = std::chrono::microseconds(random() % 4 == 0 ? random() % 20'000 : 0);
            const Status status = pg::transact(pool, [&](pg::Transaction& tx) -> Status {
                int number = tx.run(lock_counter, account)[0][0].as<int>();
                for (int i = 0; i < count; ++i) append(tx, account, ++number);
                tx.run(add_to_counter, account, count);
                tx.run(hold_open, static_cast<std::int64_t>(hold.count()));
                if (gives_up) return Error{ErrorKind::conflict, "given_up", "rolled back"};
                return done;
            });
            if (status.ok() == gives_up) std::abort();
        }
    }
    static void append(pg::Transaction& tx, int account, int number) {
        const std::string name = "acc_" + std::to_string(account);
        pg::append_event(tx, {.id = EventId::make(some_time).str(),
                              .type = "thing.happened",
                              .account = AccountId(name),
                              .occurred_at = some_time,
                              .data = std::to_string(number)});
    }
    /// Reads from a cursor until `count` events were seen.
    std::vector<pg::Event> follow(std::string cursor, std::size_t count, int limit) {
        std::vector<pg::Event> seen;
        while (seen.size() < count) {
            const pg::EventBatch batch =
                pg::read_events(pool, cursor, limit, std::chrono::seconds(5)).value();
            seen.insert(seen.end(), batch.events.begin(), batch.events.end());
            cursor = batch.next_cursor;
        }
        return seen;
    }
    std::size_t committed() const {
        return std::stoul(database.query("select count(*) from event").at(0));
    }

    /// The database holds the transaction open, as a slow statement would.
    static constexpr pg::Statement hold_open{"hold_open",
                                             "select pg_sleep($1::bigint / 1000000.0)"};
};

std::vector<std::string> ids_of(const std::vector<pg::Event>& events) {
    std::vector<std::string> ids;
    for (const pg::Event& event : events) ids.push_back(event.id);
    return ids;
}

}  // namespace

TEST_CASE("a reader beside many writers sees every event once, each account's in order") {
    Writers w;
    std::atomic<bool> written{false};
    std::vector<pg::Event> tailed;
    {
        std::jthread reader([&] {
            std::string cursor;
            while (!written || tailed.size() < w.committed()) {
                const pg::EventBatch batch =
                    pg::read_events(w.pool, cursor, 7, std::chrono::milliseconds(0)).value();
                tailed.insert(tailed.end(), batch.events.begin(), batch.events.end());
                cursor = batch.next_cursor;
            }
        });
        {
            std::vector<std::jthread> threads;
            for (unsigned seed = 1; seed <= writers; ++seed)
                threads.emplace_back([&w, seed] { w.write(seed); });
        }
        written = true;
    }

    std::map<std::string, int> last;
    std::set<std::string> ids;
    for (const pg::Event& event : tailed) {
        INFO(event.account.str() << " " << event.data);
        CHECK(std::stoi(event.data) == ++last[event.account.str()]);  // no gap, no other order
        ids.insert(event.id);
    }
    CHECK(ids.size() == tailed.size());
    CHECK(tailed.size() > 100);
    CHECK(ids_of(w.follow("", tailed.size(), 100)) == ids_of(tailed));
}

TEST_CASE("from every cursor the same events follow, whatever the size of the page") {
    Writers w;
    {
        std::vector<std::jthread> threads;
        for (unsigned seed = 1; seed <= 3; ++seed)
            threads.emplace_back([&w, seed] { w.write(seed); });
    }
    const std::vector<pg::Event> all = w.follow("", w.committed(), 100);
    const std::vector<std::string> ids = ids_of(all);
    int limit = 1;
    for (std::size_t i = 0; i < all.size(); ++i) {
        limit = limit % 13 + 1;
        const std::vector<std::string> suffix(ids.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                              ids.end());
        INFO("after " << all[i].cursor << " in pages of " << limit);
        CHECK(ids_of(w.follow(all[i].cursor, suffix.size(), limit)) == suffix);
    }
    CHECK(pg::read_events(w.pool, all.back().cursor, 100, {}).value().events.empty());
    CHECK(pg::last_cursor(w.pool, all.back().account) == all.back().cursor);
    CHECK(pg::last_cursor(w.pool, AccountId("acc_none")).empty());
}

TEST_CASE("cursors compare by their position, not as text") {
    CHECK(pg::has_passed("10.2", "9.7").value());
    CHECK(pg::has_passed("10.10", "10.9").value());
    CHECK(pg::has_passed("10.9", "10.9").value());
    CHECK_FALSE(pg::has_passed("10.9", "10.10").value());
    CHECK_FALSE(pg::has_passed("", "1.0").value());
    CHECK(pg::has_passed("", "").value());
    CHECK(pg::has_passed("x", "1.0").error().code == "invalid_cursor");
    CHECK(pg::has_passed("1.0", "1").error().code == "invalid_cursor");
}
