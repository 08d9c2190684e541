#pragma once
// Experts, their sessions with customers, and the waiting list.

#include <optional>
#include <string>
#include <vector>

#include "domain/enum_names.hpp"
#include "onboarding/domain/ids.hpp"
#include "onboarding/domain/slots.hpp"

namespace tenure::onboarding {

struct Expert {
    ExpertId id;
    std::int64_t version = 0;
    std::string name;
    std::string email;
    std::string meeting_url;             ///< where his sessions are held
    std::vector<std::string> languages;  ///< fr, nl, en, de
    std::string time_zone;
    std::vector<WeeklyHours> hours;
    std::vector<Date> days_off;
    bool active = true;  ///< an inactive one is offered no more; his sessions stand
};

/// His time zone must exist, as it did when he was saved.
WorkingTime working_time_of(const Expert& expert);
bool speaks(const Expert& expert, const std::string& language);

enum class SessionStatus { booked, completed, no_show, cancelled };
inline constexpr EnumNames<SessionStatus, 4> session_status_names{{
    {"booked", SessionStatus::booked},
    {"completed", SessionStatus::completed},
    {"no_show", SessionStatus::no_show},
    {"cancelled", SessionStatus::cancelled},
}};

struct Session {
    SessionId id;
    OrderId engagement;
    ExpertId expert;
    Stretch during;
    SessionStatus status = SessionStatus::booked;
    std::string language;
    std::string topic;
    std::string notes;          ///< the outcome
    std::int64_t sequence = 0;  ///< times that it was changed; of its calendar file
    Timestamp booked_at;
    Timestamp changed_at;
};

/// How many of the engagement's sessions are used up: all but those cancelled in time.
std::int64_t used_sessions(const std::vector<Session>& sessions, const OrderId& engagement);
/// Whether one of its sessions has begun.
bool has_begun(const std::vector<Session>& sessions, const OrderId& engagement, Timestamp now);

/// Moving and cancelling. Errors: `session_not_booked`, `session_too_late`.
Status check_changeable(const Session& session, const SessionRules& rules, Timestamp now);
/// Whether the beginning lies between notice and horizon. Error `slot_not_offered`.
Status check_offered(Timestamp begins, const SessionRules& rules, Timestamp now);
/// Recording an outcome. Errors: `session_not_booked`, `session_not_begun`.
Status check_outcome(const Session& session, Timestamp now);

/// One who waits for a free slot.
struct Waiting {
    WaitingId id;
    OrderId engagement;
    std::string language;
    Timestamp since;
    std::optional<Timestamp> told_at;  ///< that there is something free again
    bool on_test_clock = false;
};

}  // namespace tenure::onboarding
