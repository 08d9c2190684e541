// Migrations: applied once, in order, by one process at a time; refused when they do not fit.

#include <catch2/catch.hpp>
#include <future>

#include "domain/unavailable.hpp"
#include "fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

const EmbeddedFile first{"0001_a.sql", "create table a (id int); insert into a values (1);"};
const EmbeddedFile second{"0002_b.sql", "insert into a values (2);"};

std::vector<std::string> numbers(const testkit::TempDatabase& database) {
    return database.query("select number from migration where component = 'shop' order by 1");
}

}  // namespace

TEST_CASE("migrations are applied once, in the order of their numbers") {
    const testkit::TempDatabase database;
    pg::migrate(database.url(), {{"shop", {second, first}}});
    pg::migrate(database.url(), {{"shop", {first, second}}});
    CHECK(database.query("select id from a order by id") == std::vector<std::string>{"1", "2"});
    CHECK(numbers(database) == std::vector<std::string>{"1", "2"});
}

TEST_CASE("an older database is brought up to date") {
    const testkit::TempDatabase database({{"shop", {first}}});
    pg::migrate(database.url(), {{"shop", {first, second}}});
    CHECK(numbers(database) == std::vector<std::string>{"1", "2"});
}

TEST_CASE("processes that start at once migrate one after the other") {
    const testkit::TempDatabase database;
    std::vector<std::future<void>> starts;
    for (int i = 0; i < 4; ++i)
        starts.push_back(std::async(std::launch::async, [&] {
            pg::migrate(database.url(), {{"shop", {first, second}}});
        }));
    for (std::future<void>& start : starts) CHECK_NOTHROW(start.get());
    CHECK(database.query("select id from a order by id") == std::vector<std::string>{"1", "2"});
}

TEST_CASE("an applied migration with other content is refused") {
    const testkit::TempDatabase database({{"shop", {first}}});
    const EmbeddedFile changed{"0001_a.sql", "create table a (id bigint);"};
    CHECK_THROWS_WITH(pg::migrate(database.url(), {{"shop", {changed}}}),
                      Catch::Contains("shop/0001_a.sql was applied with other content"));
}

TEST_CASE("a database newer than the program is refused") {
    const testkit::TempDatabase database({{"shop", {first, second}}});
    CHECK_THROWS_WITH(
        pg::migrate(database.url(), {{"shop", {first}}}),
        Catch::Contains("newer than this program") && Catch::Contains("shop/0002_b.sql"));
}

TEST_CASE("another service's database is refused") {
    const testkit::TempDatabase database({{"shop", {first}}});
    CHECK_THROWS_WITH(pg::migrate(database.url(), {{"wallet", {}}}),
                      Catch::Contains("holds tables of shop"));
}

TEST_CASE("a migration that fails leaves nothing of itself and names the trouble") {
    const testkit::TempDatabase database;
    const EmbeddedFile broken{"0002_b.sql",
                              "insert into a values (2); insert into nowhere values (1);"};
    CHECK_THROWS_WITH(pg::migrate(database.url(), {{"shop", {first, broken}}}),
                      Catch::Contains("nowhere"));
    CHECK(database.query("select id from a") == std::vector<std::string>{"1"});
    CHECK(numbers(database) == std::vector<std::string>{"1"});
}

TEST_CASE("migrations with gaps or without a number are refused") {
    const testkit::TempDatabase database;
    CHECK_THROWS_WITH(pg::migrate(database.url(), {{"shop", {second}}}),
                      Catch::Contains("not numbered 1, 2, 3"));
    CHECK_THROWS_WITH(pg::migrate(database.url(), {{"shop", {{"first.sql", ""}}}}),
                      Catch::Contains("not named NNNN_name.sql"));
}

TEST_CASE("a database that cannot be reached is unavailable") {
    CHECK_THROWS_AS(pg::migrate("host=/nonexistent dbname=x", {}), Unavailable);
}
