#pragma once
// The days on which banks settle in euro: all but Saturdays, Sundays and TARGET's six closing days.

#include "domain/time.hpp"

namespace tenure {

/// Easter Sunday of the Gregorian calendar.
Date easter_sunday(int year);
bool is_target_day(Date day);
/// The day itself when banks settle on it, else the next one on which they do.
Date target_day_from(Date day);
/// `count` (not negative) settlement days after `day`.
Date add_target_days(Date day, int count);

}  // namespace tenure
