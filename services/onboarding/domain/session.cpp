#include "onboarding/domain/session.hpp"

#include <algorithm>

namespace tenure::onboarding {

namespace {

Error conflict(std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail)};
}

Status check_booked(const Session& session) {
    if (session.status == SessionStatus::booked) return done;
    return conflict("session_not_booked",
                    "the session is " + std::string(name_in(session_status_names, session.status)) +
                        " already");
}

}  // namespace

WorkingTime working_time_of(const Expert& expert) {
    return {TimeZone::find(expert.time_zone).value(), expert.hours, expert.days_off};
}

bool speaks(const Expert& expert, const std::string& language) {
    return std::find(expert.languages.begin(), expert.languages.end(), language) !=
           expert.languages.end();
}

std::int64_t used_sessions(const std::vector<Session>& sessions, const OrderId& engagement) {
    return std::count_if(sessions.begin(), sessions.end(), [&](const Session& session) {
        return session.engagement == engagement && session.status != SessionStatus::cancelled;
    });
}

bool has_begun(const std::vector<Session>& sessions, const OrderId& engagement, Timestamp now) {
    return std::any_of(sessions.begin(), sessions.end(), [&](const Session& session) {
        if (session.engagement != engagement) return false;
        if (session.status == SessionStatus::booked) return session.during.from <= now;
        return session.status != SessionStatus::cancelled;
    });
}

Status check_changeable(const Session& session, const SessionRules& rules, Timestamp now) {
    TENURE_TRY(check_booked(session));
    if (now <= session.during.from - rules.change_notice) return done;
    Error late = conflict("session_too_late", "it is too late to move or cancel the session");
    late.members = {{"deadline", to_string(session.during.from - rules.change_notice)}};
    return late;
}

Status check_offered(Timestamp begins, const SessionRules& rules, Timestamp now) {
    if (begins >= now + rules.notice && begins <= now + rules.horizon) return done;
    return conflict("slot_not_offered", "sessions are booked between " +
                                            to_string(now + rules.notice) + " and " +
                                            to_string(now + rules.horizon));
}

Status check_outcome(const Session& session, Timestamp now) {
    TENURE_TRY(check_booked(session));
    if (session.during.from <= now) return done;
    return conflict("session_not_begun", "the session has not begun yet");
}

}  // namespace tenure::onboarding
