#pragma once
// A session as a calendar file (iCalendar, RFC 5545), and instants on a wall clock.

#include <string>

#include "onboarding/domain/session.hpp"

namespace tenure::onboarding {

/// One event in UTC, so that every calendar shows it in its owner's zone. A changed session has the
/// same UID and a higher SEQUENCE; a cancelled one says so.
std::string calendar_file(const Session& session, const Expert& expert, const std::string& summary);

/// As clocks there show it, with their distance to UTC: "2027-03-28T10:00:00+02:00".
std::string local_text(Timestamp instant, const TimeZone& zone);

}  // namespace tenure::onboarding
