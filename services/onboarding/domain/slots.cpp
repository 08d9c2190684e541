#include "onboarding/domain/slots.hpp"

#include <algorithm>

namespace tenure::onboarding {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using Local = std::chrono::local_time<std::chrono::microseconds>;

Local local_of(Timestamp instant, std::chrono::seconds offset) {
    return Local(instant.time_since_epoch() + offset);
}

Timestamp instant_of(Local local, std::chrono::seconds offset) {
    return Timestamp(local.time_since_epoch() - offset);
}

int weekday_of(Date day) {
    return static_cast<int>(std::chrono::weekday(day).iso_encoding());
}

/// Working time within a stretch whose clocks are not moved.
void add_of_offset(const WorkingTime& time, const Stretch& range, std::chrono::seconds offset,
                   std::vector<Stretch>& found) {
    const Local from = local_of(range.from, offset);
    const Local until = local_of(range.until, offset);
    for (Date day = std::chrono::floor<days>(from); day < until; day += days(1)) {
        if (std::find(time.days_off.begin(), time.days_off.end(), day) != time.days_off.end())
            continue;
        for (const WeeklyHours& hours : time.hours) {
            if (hours.weekday != weekday_of(day)) continue;
            const Local begins = std::max(from, Local(day + minutes(hours.from_minute)));
            const Local ends = std::min(until, Local(day + minutes(hours.until_minute)));
            if (begins < ends)
                found.push_back({instant_of(begins, offset), instant_of(ends, offset)});
        }
    }
}

/// In order, and what touches made one.
std::vector<Stretch> merged(std::vector<Stretch> stretches) {
    std::sort(stretches.begin(), stretches.end());
    std::vector<Stretch> made;
    for (const Stretch& stretch : stretches) {
        if (!made.empty() && stretch.from <= made.back().until)
            made.back().until = std::max(made.back().until, stretch.until);
        else
            made.push_back(stretch);
    }
    return made;
}

std::vector<Stretch> without(const std::vector<Stretch>& stretches,
                             const std::vector<Stretch>& busy) {
    std::vector<Stretch> left;
    auto next = busy.begin();
    for (Stretch stretch : stretches) {
        while (next != busy.end() && next->until <= stretch.from) ++next;
        for (auto taken = next; taken != busy.end() && taken->from < stretch.until; ++taken) {
            if (stretch.from < taken->from) left.push_back({stretch.from, taken->from});
            stretch.from = std::max(stretch.from, taken->until);
        }
        if (stretch.from < stretch.until) left.push_back(stretch);
    }
    return left;
}

/// Adds the slots in a free stretch. The wall clock's multiples of the step are looked for between
/// two moves of the clock; the slot itself may lie across one.
void add_slots(const WorkingTime& time, const Stretch& free, const SessionRules& rules,
               std::vector<Timestamp>& slots) {
    Timestamp from = free.from;
    while (from + rules.length <= free.until) {
        const TimeZone::Offset offset = time.zone.offset_at(from);
        const Local local = local_of(from, offset.seconds);
        const auto since_midnight = local - std::chrono::floor<days>(local);
        const auto past = since_midnight % rules.step;
        Timestamp slot = past.count() == 0 ? from : from + (rules.step - past);
        for (; slot < offset.until && slot + rules.length <= free.until; slot += rules.step)
            slots.push_back(slot);
        from = std::max(slot, from);
        if (slot >= offset.until) from = offset.until;
    }
}

}  // namespace

std::vector<Stretch> working_stretches(const WorkingTime& time, const Stretch& range) {
    std::vector<Stretch> found;
    for (Timestamp from = range.from; from < range.until;) {
        const TimeZone::Offset offset = time.zone.offset_at(from);
        const Timestamp until = std::min(range.until, offset.until);
        add_of_offset(time, {from, until}, offset.seconds, found);
        from = until;
    }
    return merged(std::move(found));
}

std::vector<Timestamp> free_slots(const WorkingTime& time, const std::vector<Stretch>& busy,
                                  const Stretch& range, const SessionRules& rules) {
    std::vector<Timestamp> slots;
    for (const Stretch& free : without(working_stretches(time, range), merged(busy)))
        add_slots(time, free, rules, slots);
    return slots;
}

bool is_free_slot(const WorkingTime& time, const std::vector<Stretch>& busy, Timestamp begins,
                  const SessionRules& rules) {
    const std::vector<Timestamp> slots =
        free_slots(time, busy, {begins, begins + rules.length}, rules);
    return !slots.empty() && slots.front() == begins;
}

}  // namespace tenure::onboarding
