#pragma once
// Bodies and results of sessions, slots, the waiting list and experts.

#include <string>
#include <vector>

#include "http/message.hpp"
#include "onboarding/app/expert_service.hpp"
#include "onboarding/app/session_service.hpp"

namespace tenure::onboarding {

/// ?language= &expert_id= &from= &until=; error 422 `invalid_fields`.
Result<SlotQuery> parse_slots(const http::Request& request);
/// The zone that times are shown in: ?time_zone=, else the account's.
Result<TimeZone> parse_zone(const http::Request& request, const std::string& of_account);
/// {"starts_at", "language", "topic"?, "expert_id"?}
Result<BookCommand> parse_booking(const http::Request& request);
/// {"starts_at"}
Result<Timestamp> parse_move(const http::Request& request);
/// {"status": "completed" | "no_show", "notes"?}
Result<Outcome> parse_outcome(const http::Request& request);
/// {"language"}
Result<std::string> parse_waiting(const http::Request& request);
/// Error `session_not_found` for what cannot be an identifier.
Result<SessionId> parse_session_id(const http::Request& request);
/// Error `expert_not_found`.
Result<ExpertId> parse_expert_id(const http::Request& request);
/// {"name", "email", "meeting_url"?, "languages", "time_zone", "hours", "days_off", "active"?}
Result<Expert> parse_expert(const http::Request& request);

std::string to_json(const Slots& slots, const TimeZone& zone, const SessionRules& rules);
std::string to_json(const SessionView& view, const TimeZone& zone, const SessionRules& rules);
std::string to_json(const std::vector<SessionView>& views, const TimeZone& zone,
                    const SessionRules& rules);
std::string to_json(const Waiting& waiting);
std::string to_json(const Expert& expert);
std::string to_json(const ExpertPage& page);

}  // namespace tenure::onboarding
