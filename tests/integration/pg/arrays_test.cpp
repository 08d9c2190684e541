#include "pg/arrays.hpp"

#include <catch2/catch.hpp>

#include "integration/pg/fixture.hpp"
#include "pg/transaction.hpp"

using namespace tenure;

TEST_CASE("An array literal brings every text to the database as it is") {
    test::Fixture fixture;
    const std::vector<std::optional<std::string>> texts = {
        "plain", "", "NULL", "a \"quoted\" one", "back\\slash", "{1,2}", "é, ü\n", std::nullopt};
    pg::Array array;
    for (const auto& text : texts) array.add(text);
    constexpr pg::Statement echo{
        "test_echo_texts",
        "select t from unnest($1::text[]) with ordinality as u(t, n) order by n"};

    const auto read = pg::read(fixture.pool, [&](pg::Transaction& tx) {
        std::vector<std::optional<std::string>> back;
        for (const pqxx::row& row : tx.run(echo, array.text()))
            back.push_back(row[0].is_null() ? std::nullopt
                                            : std::optional(row[0].as<std::string>()));
        return back;
    });

    CHECK(read == texts);
    CHECK(array.size() == texts.size());
}

TEST_CASE("Array literals of numbers and booleans are read as such, and an empty one is empty") {
    CHECK(pg::Array().text() == "{}");
    CHECK(pg::Array().add(std::int64_t{-5}).add_null().add(std::int64_t{7}).text() ==
          "{-5,NULL,7}");
    CHECK(pg::Array().add_bool(true).add_bool(false).text() == "{t,f}");
}
