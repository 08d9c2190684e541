#include "domain/target_calendar.hpp"

#include <catch2/catch.hpp>

using namespace tenure;

namespace {

Date day(const char* text) {
    return parse_date(text).value();
}

}  // namespace

TEST_CASE("Easter falls where the almanacs have it") {
    for (const char* easter : {"1999-04-04", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31",
                               "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"})
        REQUIRE(to_string(easter_sunday(std::stoi(std::string(easter).substr(0, 4)))) == easter);
}

TEST_CASE("Banks settle on working days but six") {
    for (const char* closed : {"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25",
                               "2026-12-26", "2026-11-21", "2026-11-22"})
        REQUIRE_FALSE(is_target_day(day(closed)));
    for (const char* open : {"2026-01-02", "2026-04-02", "2026-04-07", "2026-05-14", "2026-07-21",
                             "2026-12-24", "2026-12-28", "2026-11-23"})
        REQUIRE(is_target_day(day(open)));
}

TEST_CASE("Settlement days are counted over the days on which banks do not settle") {
    REQUIRE(to_string(target_day_from(day("2026-12-24"))) == "2026-12-24");
    REQUIRE(to_string(target_day_from(day("2026-12-25"))) == "2026-12-28");
    REQUIRE(to_string(add_target_days(day("2026-04-02"), 1)) == "2026-04-07");
    REQUIRE(to_string(add_target_days(day("2026-12-24"), 2)) == "2026-12-29");
    REQUIRE(to_string(add_target_days(day("2026-11-21"), 0)) == "2026-11-21");
}
