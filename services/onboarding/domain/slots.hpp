#pragma once
// When an expert is free: weekly hours in his own time zone, without his days off and without what
// is booked. Everything is computed in instants, so that the customer's time zone and the nights in
// which clocks are moved change nothing: a slot lies in working time from its first minute to its
// last, as clocks on the expert's wall show it.

#include <chrono>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "domain/time_zone.hpp"

namespace tenure::onboarding {

/// A half-open stretch of time.
struct Stretch {
    Timestamp from;
    Timestamp until;
    auto operator<=>(const Stretch&) const = default;
};

inline bool overlap(const Stretch& a, const Stretch& b) {
    return a.from < b.until && b.from < a.until;
}

/// Hours on one day of the week, on the wall clock: minutes since midnight, half-open.
struct WeeklyHours {
    int weekday = 1;  ///< 1 Monday … 7 Sunday
    int from_minute = 0;
    int until_minute = 0;  ///< at most 1440
    auto operator<=>(const WeeklyHours&) const = default;
};

struct WorkingTime {
    TimeZone zone;
    std::vector<WeeklyHours> hours;  ///< of one day they do not overlap
    std::vector<Date> days_off;      ///< in his zone
};

/// The rules of sessions, of the catalogue.
struct SessionRules {
    std::chrono::minutes length{60};
    std::chrono::minutes step{30};         ///< slots begin at multiples of it on the wall clock
    std::chrono::hours notice{24};         ///< no slot begins sooner
    std::chrono::hours change_notice{24};  ///< cancelling and moving end so long before
    std::chrono::hours horizon{24 * 60};   ///< no slot begins later
    std::chrono::hours waiting{24 * 10};   ///< nothing free within it: the waiting list is open
};

/// The stretches within `range` in which he works, merged and in order.
std::vector<Stretch> working_stretches(const WorkingTime& time, const Stretch& range);

/// The beginnings of free slots that lie within `range` as a whole, in order.
std::vector<Timestamp> free_slots(const WorkingTime& time, const std::vector<Stretch>& busy,
                                  const Stretch& range, const SessionRules& rules);

/// Whether a slot that begins then is among free_slots().
bool is_free_slot(const WorkingTime& time, const std::vector<Stretch>& busy, Timestamp begins,
                  const SessionRules& rules);

}  // namespace tenure::onboarding
