// transact(): commit, roll back, run again; the pool when connections are short or broken.

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <latch>
#include <thread>

#include "domain/unavailable.hpp"
#include "fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("a value commits and is handed back") {
    Fixture fixture;
    const Result<std::string> result =
        pg::transact(fixture.pool, [](pg::Transaction& transaction) -> Result<std::string> {
            transaction.run(insert_counter, 1, 42);
            return std::string("made");
        });
    CHECK(result.value() == "made");
    CHECK(fixture.value(1) == 42);
}

TEST_CASE("an error rolls back and is handed back") {
    Fixture fixture;
    const Status status = pg::transact(fixture.pool, [](pg::Transaction& transaction) -> Status {
        transaction.run(insert_counter, 1, 42);
        return Error{ErrorKind::conflict, "no", "no"};
    });
    CHECK(status.error().code == "no");
    CHECK(fixture.database.query("select * from counter").empty());
}

TEST_CASE("an exception rolls back, passes, and leaves the connection usable") {
    Fixture fixture({.size = 1});
    const auto work = [](pg::Transaction& transaction) -> Status {
        transaction.run(insert_counter, 1, 42);
        throw std::logic_error("bug");
    };
    CHECK_THROWS_AS(pg::transact(fixture.pool, work), std::logic_error);
    CHECK(fixture.database.query("select * from counter").empty());
    CHECK(fixture.insert(2, 1).ok());
}

TEST_CASE("a constraint's violation passes as such") {
    Fixture fixture;
    REQUIRE(fixture.insert(1, 1).ok());
    CHECK_THROWS_AS(fixture.insert(1, 1), pqxx::unique_violation);
    CHECK(fixture.value(1) == 1);
}

TEST_CASE("two statements of one name are a bug that is found") {
    Fixture fixture({.size = 1});
    REQUIRE(fixture.insert(1, 1).ok());
    const pg::Statement impostor{insert_counter.name, "select 1"};
    const auto work = [&](pg::Transaction& transaction) -> Status {
        transaction.run(impostor);
        return done;
    };
    CHECK_THROWS_AS(pg::transact(fixture.pool, work), std::logic_error);
}

TEST_CASE("a deadlock is resolved by running the loser again") {
    Fixture fixture;
    REQUIRE(fixture.insert(1, 0).ok());
    REQUIRE(fixture.insert(2, 0).ok());
    std::latch both_hold_one(2);
    std::atomic<int> runs = 0;
    const auto add_in_order = [&](int first, int second) {
        bool met = false;
        return pg::transact(fixture.pool,
                            [&, first, second](pg::Transaction& transaction) -> Status {
                                ++runs;
                                transaction.run(add_to_counter, first, 1);
                                if (!std::exchange(met, true)) both_hold_one.arrive_and_wait();
                                transaction.run(add_to_counter, second, 1);
                                return done;
                            });
    };
    auto other = std::async(std::launch::async, [&] { return add_in_order(2, 1); });
    CHECK(add_in_order(1, 2).ok());
    CHECK(other.get().ok());
    CHECK(runs == 3);
    CHECK(fixture.value(1) == 2);
    CHECK(fixture.value(2) == 2);
    CHECK(fixture.metrics.expose().find("tenure_db_transaction_retries_total 1") !=
          std::string::npos);
}

TEST_CASE("a serialization failure is run again") {
    Fixture fixture;
    REQUIRE(fixture.insert(1, 0).ok());
    int runs = 0;
    const Status status = pg::transact(fixture.pool, [&](pg::Transaction& transaction) -> Status {
        transaction.raw().exec("set transaction isolation level repeatable read");
        transaction.run(select_counter, 1);
        if (++runs == 1) fixture.database.query("update counter set value = 10 where id = 1");
        transaction.run(add_to_counter, 1, 1);
        return done;
    });
    CHECK(status.ok());
    CHECK(runs == 2);
    CHECK(fixture.value(1) == 11);
}

TEST_CASE("a transaction that never gets through is unavailable after five runs") {
    Fixture fixture;
    REQUIRE(fixture.insert(1, 0).ok());
    int runs = 0;
    const auto work = [&](pg::Transaction& transaction) -> Status {
        ++runs;
        transaction.raw().exec("set transaction isolation level repeatable read");
        transaction.run(select_counter, 1);
        fixture.database.query("update counter set value = value + 10 where id = 1");
        transaction.run(add_to_counter, 1, 1);
        return done;
    };
    CHECK_THROWS_AS(pg::transact(fixture.pool, work), Unavailable);
    CHECK(runs == 5);
    CHECK(fixture.value(1) == 50);
}

TEST_CASE("an exhausted pool is unavailable, and serves again afterwards") {
    Fixture fixture({.size = 1, .acquire_timeout = std::chrono::milliseconds(50)});
    const Status outer = pg::transact(fixture.pool, [&](pg::Transaction&) -> Status {
        CHECK_THROWS_AS(fixture.insert(1, 1), Unavailable);
        return done;
    });
    CHECK(outer.ok());
    CHECK(fixture.insert(1, 1).ok());
}

TEST_CASE("many threads share few connections") {
    Fixture fixture({.size = 2, .acquire_timeout = std::chrono::seconds(20)});
    REQUIRE(fixture.insert(1, 0).ok());
    std::vector<std::future<void>> threads;
    for (int t = 0; t < 8; ++t)
        threads.push_back(std::async(std::launch::async, [&] {
            for (int i = 0; i < 20; ++i) {
                const auto add = [](pg::Transaction& transaction) -> Status {
                    transaction.run(add_to_counter, 1, 1);
                    return done;
                };
                if (!pg::transact(fixture.pool, add).ok()) throw std::runtime_error("not added");
            }
        }));
    for (std::future<void>& thread : threads) thread.get();
    CHECK(fixture.value(1) == 160);
    const std::string metrics = fixture.metrics.expose();
    CHECK(metrics.find("tenure_db_connections{state=\"busy\"} 0") != std::string::npos);
    CHECK(metrics.find("tenure_db_connections{state=\"idle\"} 2") != std::string::npos);
}

TEST_CASE("a connection killed while idle is replaced without anybody noticing") {
    Fixture fixture({.size = 1});
    REQUIRE(fixture.insert(1, 1).ok());
    fixture.database.query(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
    CHECK(fixture.value(1) == 1);
}

TEST_CASE("a connection killed in a transaction is unavailable, nothing is done, the next works") {
    Fixture fixture({.size = 1});
    const auto work = [&](pg::Transaction& transaction) -> Status {
        transaction.run(insert_counter, 1, 1);
        const auto pid = (*transaction.find(backend))[0].as<std::string>();
        fixture.database.query("select pg_terminate_backend(" + pid + ", 5000)");
        transaction.run(insert_counter, 2, 1);
        return done;
    };
    CHECK_THROWS_AS(pg::transact(fixture.pool, work), Unavailable);
    CHECK(fixture.database.query("select * from counter").empty());
    CHECK(fixture.insert(1, 7).ok());
    CHECK(fixture.value(1) == 7);
}

TEST_CASE("a connection killed right before the commit is unavailable") {
    Fixture fixture({.size = 1});
    const auto work = [&](pg::Transaction& transaction) -> Status {
        transaction.run(insert_counter, 1, 1);
        const auto pid = (*transaction.find(backend))[0].as<std::string>();
        fixture.database.query("select pg_terminate_backend(" + pid + ", 5000)");
        return done;
    };
    CHECK_THROWS_AS(pg::transact(fixture.pool, work), Unavailable);
    CHECK(fixture.insert(1, 7).ok());
}

TEST_CASE("a lock that is not to be had in time is unavailable, and the connection stays") {
    Fixture fixture({.lock_timeout = std::chrono::milliseconds(50)});
    REQUIRE(fixture.insert(1, 1).ok());
    const Status outer = pg::transact(fixture.pool, [&](pg::Transaction& transaction) -> Status {
        transaction.run(lock_counter, 1);
        const auto lock_too = [](pg::Transaction& other) -> Status {
            other.run(lock_counter, 1);
            return done;
        };
        CHECK_THROWS_AS(pg::transact(fixture.pool, lock_too), Unavailable);
        return done;
    });
    CHECK(outer.ok());
    CHECK(fixture.metrics.expose().find("tenure_db_connections{state=\"idle\"} 2") !=
          std::string::npos);
}

TEST_CASE("a statement that takes too long is unavailable") {
    Fixture fixture({.statement_timeout = std::chrono::milliseconds(50)});
    const auto work = [](pg::Transaction& transaction) -> Status {
        transaction.raw().exec("select pg_sleep(10)");
        return done;
    };
    CHECK_THROWS_AS(pg::transact(fixture.pool, work), Unavailable);
}

TEST_CASE("a database that is not there is unavailable and not reachable") {
    metrics::Registry metrics;
    pg::Pool pool("postgresql:///tenure?host=/nonexistent", {}, metrics);
    const auto work = [](pg::Transaction&) -> Status { return done; };
    CHECK_THROWS_AS(pg::transact(pool, work), Unavailable);
    CHECK_FALSE(pool.reachable());
}

TEST_CASE("reachable says whether the database answers, also while every connection is in use") {
    Fixture fixture({.size = 1});
    CHECK(fixture.pool.reachable());
    const Status busy = pg::transact(fixture.pool, [&](pg::Transaction&) -> Status {
        CHECK(fixture.pool.reachable());
        return done;
    });
    CHECK(busy.ok());
    fixture.database.query(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
    CHECK_FALSE(fixture.pool.reachable());
    CHECK(fixture.pool.reachable());
}
