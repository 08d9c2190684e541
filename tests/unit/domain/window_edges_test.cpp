// The change window to its last microsecond in time zones all over the world. What day it is
// somewhere is asked of the C library, which reads the zones by itself.
//
// RapidCheck prints its seed; RC_PARAMS="seed=..." repeats a run (CONTRIBUTING.md).
#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>
#include <rapidcheck.h>
#include <string>
#include <vector>

#include "domain/term.hpp"

using namespace tenure;

namespace {

namespace chr = std::chrono;
using chr::microseconds;

/// From a day ahead of Greenwich to half a day behind it; by halves and quarters of an hour; clocks
/// that change by half an hour (Lord_Howe) and two hours (Troll), at midnight itself (Beirut,
/// Cairo, Gaza, Havana, Santiago, Asuncion, Sao_Paulo), and not at all.
const std::vector<std::string> places = {"Pacific/Apia",       "Pacific/Kiritimati",
                                         "Pacific/Chatham",    "Pacific/Auckland",
                                         "Pacific/Norfolk",    "Australia/Lord_Howe",
                                         "Australia/Adelaide", "Asia/Tokyo",
                                         "Asia/Kathmandu",     "Asia/Kolkata",
                                         "Asia/Tehran",        "Asia/Beirut",
                                         "Asia/Gaza",          "Asia/Amman",
                                         "Africa/Cairo",       "Africa/Casablanca",
                                         "Europe/Brussels",    "Europe/Dublin",
                                         "Europe/Chisinau",    "Antarctica/Troll",
                                         "Atlantic/Azores",    "America/Scoresbysund",
                                         "America/Nuuk",       "America/Sao_Paulo",
                                         "America/St_Johns",   "America/Havana",
                                         "America/Asuncion",   "America/Santiago",
                                         "America/New_York",   "America/Los_Angeles",
                                         "Pacific/Marquesas",  "America/Adak",
                                         "Pacific/Pago_Pago",  "UTC"};

/// The C library's clock in one place at a time.
class Wall {
  public:
    explicit Wall(const std::string& place) {
        setenv("TZ", (":" + place).c_str(), 1);
        tzset();
    }
    ~Wall() {
        unsetenv("TZ");
        tzset();
    }
    Date day_of(Timestamp instant) const {
        const std::time_t seconds = chr::floor<chr::seconds>(instant).time_since_epoch().count();
        std::tm local{};
        localtime_r(&seconds, &local);
        return Date(chr::year(local.tm_year + 1900) / chr::month(unsigned(local.tm_mon + 1)) /
                    chr::day(unsigned(local.tm_mday)));
    }
    long offset_at(std::time_t seconds) const {
        std::tm local{};
        localtime_r(&seconds, &local);
        return local.tm_gmtoff;
    }
    /// Instants at which the clocks change, between two years.
    std::vector<Timestamp> changes(int from_year, int until_year) const {
        std::vector<Timestamp> found;
        const auto start_of = [](int year) {
            return chr::sys_seconds(chr::sys_days(chr::year(year) / 1 / 1))
                .time_since_epoch()
                .count();
        };
        for (std::time_t at = start_of(from_year); at < start_of(until_year); at += 86'400) {
            if (offset_at(at) == offset_at(at + 86'400)) continue;
            std::time_t before = at;
            std::time_t after = at + 86'400;
            while (after - before > 1) {
                const std::time_t middle = before + (after - before) / 2;
                (offset_at(middle) == offset_at(at) ? before : after) = middle;
            }
            found.emplace_back(chr::seconds(after));
        }
        return found;
    }
};

Timestamp instant(std::string_view text) {
    return parse_timestamp(text).value();
}
Date day(std::string_view text) {
    return parse_date(text).value();
}

Term renewing_on(Date renews_on) {
    Term term;
    term.renews_on = renews_on;
    term.anchor_day = unsigned(chr::year_month_day(renews_on).day());
    term.starts_on = add_months(renews_on, -3, term.anchor_day);
    return term;
}

/// Nothing when window and wall clock agree around the edge, else what is wrong.
std::string disagreement(const Wall& wall, const TimeZone& zone, Date renews_on) {
    const Term term = renewing_on(renews_on);
    const Date deadline = renews_on - chr::days(15);
    const Timestamp edge = change_window(term, zone, Timestamp(), 15).closes_at;
    const auto judge = [&](Timestamp now) -> std::string {
        const ChangeWindow window = change_window(term, zone, now);
        if (window.deadline != deadline) return "deadline " + to_string(window.deadline);
        if (window.closes_at != edge) return "the edge moves with now";
        if (zone.date_of(now) != wall.day_of(now))
            return "day " + to_string(zone.date_of(now)) + " at " + to_string(now);
        if (window.open != (wall.day_of(now) <= deadline))
            return std::string(window.open ? "open" : "closed") + " at " + to_string(now);
        return "";
    };
    for (const Timestamp now :
         {edge - microseconds(1), edge, edge + microseconds(1), edge - chr::hours(30),
          edge - chr::hours(1), edge - chr::minutes(30), edge + chr::minutes(30),
          edge + chr::hours(1), edge + chr::hours(2), edge + chr::hours(30)})
        if (std::string wrong = judge(now); !wrong.empty()) return wrong;
    return "";
}

}  // namespace

TEST_CASE("The window closes with the last microsecond of its day, around every clock change") {
    int edges = 0;
    for (const std::string& place : places) {
        const TimeZone zone = TimeZone::find(place).value();
        const Wall wall(place);
        for (const Timestamp change : wall.changes(2020, 2037)) {
            // The deadline, the day after it, and the renewal itself on the day of the change.
            for (const int days : {-1, 0, 1, 14, 15, 16}) {
                const Date renews_on = wall.day_of(change) + chr::days(days);
                const std::string wrong = disagreement(wall, zone, renews_on);
                if (!wrong.empty())
                    FAIL_CHECK(place << ", " << to_string(renews_on) << ": " << wrong);
                ++edges;
            }
        }
    }
    CHECK(edges > 4000);
}

TEST_CASE("The window closes with the last microsecond of its day, in any place on any day") {
    REQUIRE(rc::check("place and renewal date", [] {
        const std::string place = *rc::gen::elementOf(places);
        const Date renews_on = day("2020-01-01") + chr::days(*rc::gen::inRange(0, 17 * 365));
        const Wall wall(place);
        RC_ASSERT(disagreement(wall, TimeZone::find(place).value(), renews_on) == "");
    }));
}

TEST_CASE("The leap day can be the deadline, the renewal or the day before") {
    for (const std::string& place : places) {
        const TimeZone zone = TimeZone::find(place).value();
        const Wall wall(place);
        for (const char* renews_on : {"2028-02-29", "2028-03-15", "2028-03-16", "2028-03-01"}) {
            CAPTURE(place, renews_on);
            CHECK(disagreement(wall, zone, day(renews_on)) == "");
        }
    }
    const TimeZone brussels = TimeZone::find("Europe/Brussels").value();
    const ChangeWindow window =
        change_window(renewing_on(day("2028-03-15")), brussels, instant("2028-02-29T22:59:59Z"));
    CHECK(window.deadline == day("2028-02-29"));
    CHECK(window.open);
    CHECK(window.closes_at == instant("2028-02-29T23:00:00Z"));
}

TEST_CASE("Both clock changes in Brussels move the edge with them") {
    const TimeZone zone = TimeZone::find("Europe/Brussels").value();
    const auto edge = [&](const char* renews_on) {
        return to_string(change_window(renewing_on(day(renews_on)), zone, Timestamp()).closes_at);
    };
    CHECK(edge("2027-04-11") == "2027-03-27T23:00:00Z");  // deadline 27 March, still winter
    CHECK(edge("2027-04-12") == "2027-03-28T22:00:00Z");  // deadline of 23 hours
    CHECK(edge("2027-11-14") == "2027-10-30T22:00:00Z");  // still summer
    CHECK(edge("2027-11-15") == "2027-10-31T23:00:00Z");  // deadline of 25 hours
}

TEST_CASE("Where a whole day was skipped the window of that day closes with the day before it") {
    // Samoa went from 29 to 31 December 2011: a deadline of the 30th was never reached.
    const TimeZone apia = TimeZone::find("Pacific/Apia").value();
    const Wall wall("Pacific/Apia");
    const Timestamp midnight = instant("2011-12-30T10:00:00Z");
    CHECK(wall.day_of(midnight - microseconds(1)) == day("2011-12-29"));
    CHECK(wall.day_of(midnight) == day("2011-12-31"));
    CHECK(apia.start_of(day("2011-12-30")) == midnight);
    CHECK(apia.start_of(day("2011-12-31")) == midnight);
    for (const char* renews_on : {"2012-01-13", "2012-01-14", "2012-01-15"}) {
        CAPTURE(renews_on);
        CHECK(disagreement(wall, apia, day(renews_on)) == "");
    }
}

TEST_CASE("A day begins with the first instant that the clocks on the wall show of it") {
    REQUIRE(rc::check("start of a day", [] {
        const std::string place = *rc::gen::elementOf(places);
        const TimeZone zone = TimeZone::find(place).value();
        const Wall wall(place);
        const Date that_day = day("2020-01-01") + chr::days(*rc::gen::inRange(0, 17 * 365));
        const Timestamp start = zone.start_of(that_day);
        RC_ASSERT(wall.day_of(start) == that_day);
        RC_ASSERT(wall.day_of(start - microseconds(1)) == that_day - chr::days(1));
    }));
}
