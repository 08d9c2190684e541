#pragma once
// The model's own calendar: days, months and clocks on the wall, written apart from libs/domain so
// that the one can prove the other. Instants are microseconds since 1970 in UTC.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenure::model {

using Instant = std::int64_t;
inline constexpr Instant second = 1'000'000;
inline constexpr Instant minute = 60 * second;
inline constexpr Instant hour = 60 * minute;

/// A day by its number since 1 January 1970.
struct Day {
    std::int64_t number = 0;
    auto operator<=>(const Day&) const = default;
    Day plus(std::int64_t days) const { return {number + days}; }
};

struct Civil {
    std::int64_t year;
    int month, day;
};
Day day_of(const Civil& civil);
Civil civil_of(Day day);
/// YYYY-MM-DD
std::string text_of(Day day);
/// RFC 3339 in UTC with all six digits.
std::string text_of(Instant instant);

/// `months` after the month of `day`, on the anchor or on the last day of a shorter month.
Day months_after(Day day, int months, int anchor);

/// Places whose clocks the model knows: half an hour and hours ahead and behind, with and without
/// summer time.
enum class Place { brussels, apia, adak, lord_howe, utc };
inline constexpr int places = 5;
std::string_view name_of(Place place);
/// Seconds that the clocks there are ahead of UTC.
std::int64_t offset_s(Place place, Instant instant);
Day local_day(Place place, Instant instant);
/// The first instant of the day there.
Instant start_of(Place place, Day day);

/// An exact, positive part of something.
struct Fraction {
    std::int64_t numerator = 0, denominator = 1;
};
Fraction sum(Fraction a, Fraction b);
/// amount × part, rounded half away from zero.
std::int64_t share_of(std::int64_t amount, Fraction part);

/// Months from `from` up to `until`, counted day by day: each day is one part of the month that it
/// lies in, and months begin on the anchor. `starts_on` is where a month begins.
Fraction months_between(Day starts_on, Day from, Day until, int anchor);

}  // namespace tenure::model
