// The outbox: every event once, in an order that late commits cannot break.

#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <latch>

#include "fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds no_wait{0};

struct EventFixture : Fixture {
    Status append(const std::string& id) {
        return pg::transact(pool, [&](pg::Transaction& transaction) -> Status {
            pg::append_event(transaction, event(id));
            return done;
        });
    }
    pg::EventBatch read(const std::string& cursor, int limit = 100, milliseconds wait = no_wait) {
        return pg::read_events(pool, cursor, limit, wait).value();
    }
    /// Reads until `count` events have been seen: other databases of the cluster may hold
    /// transactions open for a moment, which delays what is visible.
    std::vector<std::string> read_ids(std::size_t count) {
        std::vector<std::string> ids;
        std::string cursor;
        while (ids.size() < count) {
            const pg::EventBatch batch = read(cursor, 2, milliseconds(20'000));
            REQUIRE_FALSE(batch.events.empty());
            for (const pg::Event& seen : batch.events) ids.push_back(seen.id);
            cursor = batch.next_cursor;
        }
        return ids;
    }
};

}  // namespace

TEST_CASE("events are read as they were appended, page by page") {
    EventFixture fixture;
    for (const char* id : {"evt_1", "evt_2", "evt_3"}) REQUIRE(fixture.append(id).ok());
    CHECK(fixture.read_ids(3) == std::vector<std::string>{"evt_1", "evt_2", "evt_3"});
    const pg::Event first = fixture.read("", 1).events.at(0);
    CHECK(first.type == "thing.happened");
    CHECK(first.account == AccountId("acc_a"));
    CHECK(first.occurred_at == some_time);
    CHECK(first.data == "{\"n\": 1}");
    CHECK(fixture.read(first.cursor, 1).events.at(0).id == "evt_2");
}

TEST_CASE("several events of one transaction keep their order") {
    EventFixture fixture;
    const Status status = pg::transact(fixture.pool, [](pg::Transaction& transaction) -> Status {
        for (const char* id : {"evt_c", "evt_a", "evt_b"}) pg::append_event(transaction, event(id));
        return done;
    });
    REQUIRE(status.ok());
    CHECK(fixture.read_ids(3) == std::vector<std::string>{"evt_c", "evt_a", "evt_b"});
}

TEST_CASE("an event of a transaction that was rolled back does not exist") {
    EventFixture fixture;
    const Status status = pg::transact(fixture.pool, [](pg::Transaction& transaction) -> Status {
        pg::append_event(transaction, event("evt_1"));
        return Error{ErrorKind::conflict, "no", "no"};
    });
    REQUIRE_FALSE(status.ok());
    REQUIRE(fixture.append("evt_2").ok());
    CHECK(fixture.read_ids(1) == std::vector<std::string>{"evt_2"});
}

TEST_CASE("an event that commits after a later one is not skipped") {
    EventFixture fixture;
    std::latch early_appended(1);
    std::latch late_committed(1);
    auto early = std::async(std::launch::async, [&] {
        return pg::transact(fixture.pool, [&](pg::Transaction& transaction) -> Status {
            pg::append_event(transaction, event("evt_early"));
            early_appended.count_down();
            late_committed.wait();
            return done;
        });
    });
    early_appended.wait();
    const Status late = fixture.append("evt_late");
    const pg::EventBatch while_open = fixture.read("");
    late_committed.count_down();
    REQUIRE(late.ok());
    REQUIRE(early.get().ok());
    CHECK(while_open.events.empty());
    CHECK(while_open.next_cursor.empty());
    CHECK(fixture.read_ids(2) == std::vector<std::string>{"evt_early", "evt_late"});
}

TEST_CASE("a reader that waits gets the event when it comes") {
    EventFixture fixture;
    auto reader =
        std::async(std::launch::async, [&] { return fixture.read("", 10, milliseconds(20'000)); });
    REQUIRE(fixture.append("evt_1").ok());
    CHECK(reader.get().events.at(0).id == "evt_1");
}

TEST_CASE("a reader that waits in vain gets its own cursor back") {
    EventFixture fixture;
    const auto start = std::chrono::steady_clock::now();
    const pg::EventBatch batch = fixture.read("12.3", 10, milliseconds(150));
    CHECK(std::chrono::steady_clock::now() - start >= milliseconds(150));
    CHECK(batch.events.empty());
    CHECK(batch.next_cursor == "12.3");
}

TEST_CASE("a text that is no cursor is refused") {
    EventFixture fixture;
    for (const char* text : {"x", "1", "1.", ".1", "1.2.3", "-1.2", "1.-2", "1.2 ", "1e3.1",
                             "18446744073709551616.1", "1.9223372036854775808", "1.2;drop"}) {
        CAPTURE(text);
        const auto result = pg::read_events(fixture.pool, text, 10, no_wait);
        REQUIRE_FALSE(result.ok());
        CHECK(result.error().code == "invalid_cursor");
    }
}

TEST_CASE("a cursor begins empty, moves with its transaction and not without it") {
    EventFixture fixture;
    CHECK(pg::load_cursor(fixture.pool, "billing").empty());
    const auto move = [&](const std::string& from, const std::string& to, bool commit) {
        return pg::transact(fixture.pool, [&](pg::Transaction& transaction) -> Status {
            TENURE_TRY(pg::move_cursor(transaction, "billing", from, to));
            if (!commit) return Error{ErrorKind::conflict, "effect_failed", ""};
            return done;
        });
    };
    CHECK(move("", "5.1", false).error().code == "effect_failed");
    CHECK(pg::load_cursor(fixture.pool, "billing").empty());
    CHECK(move("", "5.1", true).ok());
    CHECK(move("5.1", "6.2", true).ok());
    CHECK(pg::load_cursor(fixture.pool, "billing") == "6.2");
    CHECK(move("", "7.1", true).error().code == "cursor_moved");
    CHECK(move("5.1", "7.1", true).error().code == "cursor_moved");
    CHECK(pg::load_cursor(fixture.pool, "payment_method").empty());
}

TEST_CASE("of two consumers of the same event one takes effect") {
    EventFixture fixture;
    REQUIRE(fixture.insert(1, 0).ok());
    const std::string from = GENERATE(as<std::string>{}, "", "4.1");
    if (!from.empty())
        fixture.database.query("insert into event_cursor values ('billing', '" + from + "')");
    std::latch start(2);
    const auto consume = [&] {
        start.arrive_and_wait();
        return pg::transact(fixture.pool, [&](pg::Transaction& transaction) -> Status {
            TENURE_TRY(pg::move_cursor(transaction, "billing", from, "5.1"));
            transaction.run(add_to_counter, 1, 1);
            return done;
        });
    };
    auto other = std::async(std::launch::async, consume);
    const Status mine = consume();
    const Status others = other.get();
    CHECK(mine.ok() != others.ok());
    CHECK((mine.ok() ? others : mine).error().code == "cursor_moved");
    CHECK(fixture.value(1) == 1);
}
