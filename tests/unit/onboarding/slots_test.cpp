// Free slots, against a model that looks at each minute, and on the nights in which clocks move.
#include "onboarding/domain/slots.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

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

/// Whether he works in the minute that begins then, as a clock on his wall shows it. Looked up for
/// each minute anew, by its local day and the time since that day's midnight in local minutes.
class MinuteModel {
  public:
    MinuteModel(const WorkingTime& time, const std::vector<Stretch>& busy)
        : time_(time), busy_(busy) {}

    bool is_free(Timestamp minute) const {
        for (const Stretch& taken : busy_)
            if (taken.from <= minute && minute < taken.until) return false;
        const auto [day, of_day] = wall(minute);
        if (std::count(time_.days_off.begin(), time_.days_off.end(), day) > 0) return false;
        const int weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding());
        for (const WeeklyHours& row : time_.hours)
            if (row.weekday == weekday && row.from_minute <= of_day && of_day < row.until_minute)
                return true;
        return false;
    }
    /// The local day and the minute of it, read from the text that people are shown.
    std::pair<Date, int> wall(Timestamp minute) const {
        const std::string text = local_text(minute, time_.zone);
        const int of_day = std::stoi(text.substr(11, 2)) * 60 + std::stoi(text.substr(14, 2));
        return {parse_date(text.substr(0, 10)).value(), of_day};
    }
    std::vector<Timestamp> slots(const Stretch& range, const SessionRules& rules) const {
        std::vector<Timestamp> found;
        minutes run(0);  // free minutes up to here
        for (Timestamp minute = range.from; minute < range.until; minute += minutes(1)) {
            run = is_free(minute) ? run + minutes(1) : minutes(0);
            const Timestamp begins = minute + minutes(1) - rules.length;
            if (run < rules.length || begins < range.from) continue;
            if (wall(begins).second % rules.step.count() == 0) found.push_back(begins);
        }
        return found;
    }

  private:
    const WorkingTime& time_;
    const std::vector<Stretch>& busy_;
};

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
    // The model is slow: it looks at the weeks around each move of the clock, and at some others.
    std::vector<Stretch> looked_at;
    for (Timestamp moved = zone(name).offset_at(range.from).until; moved < range.until;
         moved = zone(name).offset_at(moved).until)
        looked_at.push_back({moved - days(3), moved + days(3)});
    CHECK(looked_at.size() == 4);
    for (int i = 0; i < 12; ++i) {
        const Timestamp from = range.from + minutes(random() % (700 * 1440));
        looked_at.push_back({from, from + days(7)});
    }
    const std::vector<Timestamp> all = free_slots(time, busy, range, rules);
    CHECK(std::is_sorted(all.begin(), all.end()));
    const MinuteModel model(time, busy);
    for (const Stretch& part : looked_at) {
        const std::vector<Timestamp> expected = model.slots(part, rules);
        std::vector<Timestamp> found = free_slots(time, busy, part, rules);
        REQUIRE(found == expected);
        // And of the whole those that lie in the part.
        std::vector<Timestamp> of_all;
        for (const Timestamp slot : all)
            if (slot >= part.from && slot + rules.length <= part.until) of_all.push_back(slot);
        REQUIRE(of_all == expected);
        for (const Timestamp slot : expected) REQUIRE(is_free_slot(time, busy, slot, rules));
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
