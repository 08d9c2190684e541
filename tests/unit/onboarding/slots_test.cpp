// Free slots, against a model that looks at each minute, and on the nights in which clocks move.
#include "onboarding/domain/slots.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "onboarding/domain/calendar_file.hpp"

using namespace tenure;
using namespace tenure::onboarding;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

Timestamp at(const std::string& text) {
    return parse_timestamp(text).value();
}
TimeZone zone(const std::string& name) {
    return TimeZone::find(name).value();
}

/// Looks at each minute of a range: what his wall's clock shows, and whether he is free in it.
std::vector<Timestamp> slots_by_minutes(const WorkingTime& time, const std::vector<Stretch>& busy,
                                        const Stretch& range, const SessionRules& rules) {
    std::vector<bool> taken(static_cast<std::size_t>((range.until - range.from) / minutes(1)));
    for (const Stretch& session : busy)
        for (Timestamp minute = session.from; minute < session.until; minute += minutes(1))
            if (minute >= range.from && minute < range.until)
                taken[static_cast<std::size_t>((minute - range.from) / minutes(1))] = true;
    const std::set<Date> off(time.days_off.begin(), time.days_off.end());
    bool works[8][1440] = {};
    for (const WeeklyHours& row : time.hours)
        for (int minute = row.from_minute; minute < row.until_minute; ++minute)
            works[row.weekday][minute] = true;
    std::vector<Timestamp> found;
    std::vector<bool> on_step(taken.size());
    minutes run(0);  // free minutes up to here
    for (std::size_t i = 0; i < taken.size(); ++i) {
        const auto local = std::chrono::local_time<std::chrono::microseconds>(
            (range.from + minutes(i)).time_since_epoch() +
            time.zone.offset_at(range.from + minutes(i)).seconds);
        const Date day = std::chrono::floor<days>(local);
        const auto of_day = std::chrono::floor<minutes>(local - day).count();
        on_step[i] = of_day % rules.step.count() == 0;
        const auto weekday = std::chrono::weekday(day).iso_encoding();
        const bool is_free = !taken[i] && works[weekday][of_day] && !off.contains(day);
        run = is_free ? run + minutes(1) : minutes(0);
        if (run < rules.length) continue;
        const std::size_t begins = i + 1 - static_cast<std::size_t>(rules.length.count());
        if (on_step[begins]) found.push_back(range.from + minutes(begins));
    }
    return found;
}

/// A week of somebody who may work at night too, so that the moves of the clock matter.
WorkingTime random_week(std::mt19937& random, const std::string& zone_name, Date first) {
    WorkingTime time{zone(zone_name), {}, {}};
    for (int weekday = 1; weekday <= 7; ++weekday) {
        int from = static_cast<int>(random() % 5) * 45;
        while (from < 1440 && random() % 4 != 0) {
            const int until = std::min<int>(1440, from + 15 + static_cast<int>(random() % 700));
            time.hours.push_back({weekday, from, until});
            from = until + static_cast<int>(random() % 3) * 30;
        }
    }
    for (int i = 0; i < 40; ++i) time.days_off.push_back(first + days(random() % 740));
    return time;
}

std::vector<Stretch> random_sessions(std::mt19937& random, const Stretch& range) {
    std::vector<Stretch> busy;
    Timestamp from = range.from;
    while (from < range.until) {
        from += minutes(random() % 6000);
        busy.push_back({from, from + minutes(15 + random() % 120)});
        from = busy.back().until;
    }
    std::shuffle(busy.begin(), busy.end(), random);
    return busy;
}

}  // namespace

TEST_CASE("Free slots of two years are those that a look at each minute finds") {
    const unsigned seed = std::random_device{}();
    const auto [name, length, step] =
        GENERATE(table<std::string, int, int>({{"Europe/Brussels", 60, 30},
                                               {"America/St_Johns", 45, 15},
                                               {"Australia/Lord_Howe", 90, 60}}));
    INFO("seed " << seed << ", " << name);
    std::mt19937 random(seed);
    const Stretch range{at("2026-11-23T00:00:00Z"), at("2028-11-23T00:00:00Z")};
    const WorkingTime time = random_week(random, name, zone(name).date_of(range.from));
    const std::vector<Stretch> busy = random_sessions(random, range);
    SessionRules rules;
    rules.length = minutes(length);
    rules.step = minutes(step);
    int moves = 0;
    for (Timestamp moved = zone(name).offset_at(range.from).until; moved < range.until;
         moved = zone(name).offset_at(moved).until)
        ++moves;
    CHECK(moves == 4);
    const std::vector<Timestamp> expected = slots_by_minutes(time, busy, range, rules);
    CHECK(expected.size() > 100);
    REQUIRE(free_slots(time, busy, range, rules) == expected);
    for (int i = 0; i < 50; ++i)
        REQUIRE(is_free_slot(time, busy, expected[random() % expected.size()], rules));
    // A part of the time has those slots that lie in it as a whole.
    for (int i = 0; i < 20; ++i) {
        const Timestamp from = range.from + minutes(random() % (700 * 1440));
        const Stretch part{from, from + days(7)};
        std::vector<Timestamp> of_part;
        for (const Timestamp slot : expected)
            if (slot >= part.from && slot + rules.length <= part.until) of_part.push_back(slot);
        REQUIRE(free_slots(time, busy, part, rules) == of_part);
    }
}

TEST_CASE("A working day of the night in which an hour is skipped is an hour shorter") {
    const WorkingTime time{zone("Europe/Brussels"), {{7, 60, 300}}, {}};
    const Stretch night{at("2027-03-27T22:00:00Z"), at("2027-03-28T10:00:00Z")};
    const std::vector<Stretch> worked = working_stretches(time, night);
    REQUIRE(worked.size() == 1);
    CHECK(worked[0].from == at("2027-03-28T00:00:00Z"));   // 01:00 in winter
    CHECK(worked[0].until == at("2027-03-28T03:00:00Z"));  // 05:00 in summer
}

TEST_CASE("A working day of the night in which an hour comes twice is an hour longer") {
    const WorkingTime time{zone("Europe/Brussels"), {{7, 60, 300}}, {}};
    const Stretch night{at("2026-10-24T22:00:00Z"), at("2026-10-25T10:00:00Z")};
    const std::vector<Stretch> worked = working_stretches(time, night);
    REQUIRE(worked.size() == 1);
    CHECK(worked[0].until - worked[0].from == hours(5));
}

TEST_CASE("Office hours stay at nine o'clock when the clocks are moved") {
    const WorkingTime time{zone("Europe/Brussels"), {{1, 540, 600}, {5, 540, 600}}, {}};
    const Stretch range{at("2027-03-26T00:00:00Z"), at("2027-03-30T00:00:00Z")};
    const std::vector<Timestamp> slots = free_slots(time, {}, range, {});
    REQUIRE(slots.size() == 2);
    CHECK(slots[0] == at("2027-03-26T08:00:00Z"));
    CHECK(slots[1] == at("2027-03-29T07:00:00Z"));
    CHECK(local_text(slots[1], time.zone) == "2027-03-29T09:00:00+02:00");
    CHECK(local_text(slots[1], zone("America/St_Johns")) == "2027-03-29T04:30:00-02:30");
}

TEST_CASE("A slot is free from its first minute to its last") {
    const WorkingTime time{zone("UTC"), {{1, 540, 720}}, {}};
    const Timestamp nine = at("2026-11-23T09:00:00Z");
    const SessionRules rules;
    CHECK(is_free_slot(time, {}, nine, rules));
    CHECK(is_free_slot(time, {{nine - hours(1), nine}}, nine, rules));
    CHECK(is_free_slot(time, {{nine + hours(1), nine + hours(2)}}, nine, rules));
    CHECK_FALSE(is_free_slot(time, {{nine + minutes(59), nine + hours(2)}}, nine, rules));
    CHECK_FALSE(is_free_slot(time, {}, nine + minutes(15), rules));
    CHECK_FALSE(is_free_slot(time, {}, nine + minutes(150), rules));
    CHECK(is_free_slot(time, {}, nine + hours(2), rules));
}

TEST_CASE("Days off are days of the expert's zone") {
    WorkingTime time{zone("Pacific/Auckland"), {{1, 0, 1440}, {2, 0, 1440}}, {}};
    time.days_off = {parse_date("2026-11-23").value()};
    const Stretch range{at("2026-11-22T00:00:00Z"), at("2026-11-25T00:00:00Z")};
    const std::vector<Stretch> worked = working_stretches(time, range);
    REQUIRE(worked.size() == 1);
    CHECK(worked[0].from == at("2026-11-23T11:00:00Z"));
}
