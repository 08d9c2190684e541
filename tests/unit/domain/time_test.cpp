#include "domain/time.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "domain/time_zone.hpp"

using namespace tenure;

TEST_CASE("Instants are written in UTC, with a fraction only when there is one") {
    const auto text = [](std::string_view input) {
        return to_string(parse_timestamp(input).value());
    };
    REQUIRE(text("2026-11-23T10:00:00Z") == "2026-11-23T10:00:00Z");
    REQUIRE(text("2026-11-23T10:00:00.5Z") == "2026-11-23T10:00:00.500Z");
    REQUIRE(text("2026-11-23T10:00:00.123456Z") == "2026-11-23T10:00:00.123456Z");
    REQUIRE(text("2026-11-23T01:00:00+02:00") == "2026-11-22T23:00:00Z");
    REQUIRE(text("2026-11-23T23:30:00-01:00") == "2026-11-24T00:30:00Z");
}

TEST_CASE("What is not an RFC 3339 instant is refused") {
    for (const char* bad :
         {"", "2026-11-23", "2026-11-23T10:00:00", "2026-11-23 10:00:00Z", "2026-11-23T24:00:00Z",
          "2026-11-23T10:60:00Z", "2026-11-23T10:00:60Z", "2026-02-29T10:00:00Z",
          "2026-13-01T10:00:00Z", "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00.1234567Z",
          "2026-11-23T10:00:00Z ", "2026-11-23T10:00:00+25:00", "0000-01-01T00:00:00Z"}) {
        INFO(bad);
        REQUIRE(parse_timestamp(bad).error().code == "invalid_timestamp");
    }
}

TEST_CASE("What is not an existing day is refused") {
    for (const char* bad :
         {"", "2026-02-29", "2026-00-10", "2026-1-01", "2026-01-01T", "26-01-01"}) {
        INFO(bad);
        REQUIRE(parse_date(bad).error().code == "invalid_date");
    }
    REQUIRE(to_string(parse_date("2028-02-29").value()) == "2028-02-29");
}

TEST_CASE("Any instant survives being written and read") {
    REQUIRE(rc::check([] {
        const auto us =
            *rc::gen::inRange<std::int64_t>(-62'000'000'000'000'000, 250'000'000'000'000'000);
        const Timestamp instant{std::chrono::microseconds(us)};
        RC_ASSERT(parse_timestamp(to_string(instant)).value() == instant);
    }));
}

TEST_CASE("A day begins at local midnight, also when clocks change") {
    const TimeZone zone = TimeZone::find("Europe/Brussels").value();
    const auto start = [&](std::string_view day) {
        return to_string(zone.start_of(parse_date(day).value()));
    };
    REQUIRE(start("2026-03-29") == "2026-03-28T23:00:00Z");
    REQUIRE(start("2026-03-30") == "2026-03-29T22:00:00Z");
    REQUIRE(start("2026-10-26") == "2026-10-25T23:00:00Z");
    REQUIRE(zone.date_of(parse_timestamp("2026-03-29T22:00:00Z").value()) ==
            parse_date("2026-03-30").value());
}

TEST_CASE("Where midnight does not exist the day begins with its first instant") {
    const TimeZone beirut = TimeZone::find("Asia/Beirut").value();
    REQUIRE(to_string(beirut.start_of(parse_date("2022-03-27").value())) == "2022-03-26T22:00:00Z");
}

TEST_CASE("Any instant lies between the start of its day and the start of the next") {
    const TimeZone zone = TimeZone::find("Europe/Brussels").value();
    REQUIRE(rc::check([&] {
        const auto seconds = *rc::gen::inRange<std::int64_t>(946'684'800, 2'145'916'800);
        const Timestamp instant{std::chrono::seconds(seconds)};
        const Date date = zone.date_of(instant);
        RC_ASSERT(zone.start_of(date) <= instant);
        RC_ASSERT(instant < zone.start_of(date + std::chrono::days(1)));
    }));
}

TEST_CASE("Only names of the time zone database are zones") {
    for (const char* bad : {"", "Mars/Olympus", "../../etc/passwd", "Europe/Brussels ", "+01:00"}) {
        INFO(bad);
        REQUIRE(TimeZone::find(bad).error().code == "unknown_time_zone");
    }
}

TEST_CASE("A zone tells how far its clocks are ahead, and until when") {
    const TimeZone brussels = TimeZone::find("Europe/Brussels").value();
    const Timestamp winter = parse_timestamp("2027-01-01T00:00:00Z").value();
    const TimeZone::Offset before = brussels.offset_at(winter);
    REQUIRE(before.seconds == std::chrono::hours(1));
    REQUIRE(to_string(before.until) == "2027-03-28T01:00:00Z");
    const TimeZone::Offset after = brussels.offset_at(before.until);
    REQUIRE(after.seconds == std::chrono::hours(2));
    REQUIRE(to_string(after.until) == "2027-10-31T01:00:00Z");
    const TimeZone utc = TimeZone::find("UTC").value();
    REQUIRE(utc.offset_at(winter).seconds == std::chrono::seconds(0));
    REQUIRE(utc.offset_at(winter).until > winter + std::chrono::days(365'000));
}
