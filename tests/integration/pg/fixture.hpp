#pragma once
// A temporary database with a small table, and a pool on it.

#include <chrono>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "metrics/metrics.hpp"
#include "pg/events.hpp"
#include "pg/idempotency.hpp"
#include "pg/migrator.hpp"
#include "pg/pool.hpp"
#include "pg/transaction.hpp"
#include "testkit/temp_database.hpp"

namespace tenure::test {

inline const pg::MigrationSet counters{
    "test",
    {{"0001_counter.sql", "create table counter (id int primary key, value int not null)"}}};

inline constexpr pg::Statement insert_counter{"insert_counter",
                                              "insert into counter values ($1, $2)"};
inline constexpr pg::Statement select_counter{"select_counter",
                                              "select value from counter where id = $1"};
inline constexpr pg::Statement lock_counter{"lock_counter",
                                            "select value from counter where id = $1 for update"};
inline constexpr pg::Statement add_to_counter{
    "add_to_counter", "update counter set value = value + $2 where id = $1"};
inline constexpr pg::Statement backend{"backend", "select pg_backend_pid()"};

struct Fixture {
    explicit Fixture(pg::PoolOptions options = {}) : pool(database.url(), options, metrics) {}

    testkit::TempDatabase database{{counters}};
    metrics::Registry metrics;
    pg::Pool pool;

    Status insert(int id, int value) {
        return pg::transact(pool, [&](pg::Transaction& transaction) -> Status {
            transaction.run(insert_counter, id, value);
            return done;
        });
    }
    int value(int id) {
        return pg::transact(pool,
                            [&](pg::Transaction& transaction) -> Result<int> {
                                return (*transaction.find(select_counter, id))[0].as<int>();
                            })
            .value();
    }
};

inline const Timestamp some_time = parse_timestamp("2026-01-16T10:00:00.123456Z").value();

inline pg::Event event(const std::string& id, const std::string& account = "acc_a") {
    return {.id = id,
            .type = "thing.happened",
            .account = AccountId(account),
            .occurred_at = some_time,
            .data = "{\"n\": 1}"};
}

}  // namespace tenure::test
