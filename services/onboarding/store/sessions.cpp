#include "onboarding/store/sessions.hpp"

#include "onboarding/store/statements_sessions.hpp"
#include "pg/fields.hpp"

namespace tenure::onboarding {

namespace {

namespace sql = statements;

Session session_of(const pqxx::row& row) {
    Session session;
    session.id = SessionId(row["id"].as<std::string>());
    session.engagement = OrderId(row["engagement"].as<std::string>());
    session.expert = ExpertId(row["expert_id"].as<std::string>());
    session.during = {pg::instant_of(row["from_us"]), pg::instant_of(row["until_us"])};
    session.status = value_in(session_status_names, row["status"].as<std::string>());
    session.language = row["language"].as<std::string>();
    session.topic = row["topic"].as<std::string>();
    session.notes = row["notes"].as<std::string>();
    session.sequence = row["sequence"].as<std::int64_t>();
    session.booked_at = pg::instant_of(row["booked_us"]);
    session.changed_at = pg::instant_of(row["changed_us"]);
    return session;
}

std::string status_text(const Session& session) {
    return std::string(name_in(session_status_names, session.status));
}

}  // namespace

std::vector<Session> PgSessions::all() {
    std::vector<Session> sessions;
    for (const pqxx::row& row : tx_.run(sql::list_sessions, account_.str()))
        sessions.push_back(session_of(row));
    return sessions;
}

std::optional<Session> PgSessions::find(const SessionId& id) {
    const auto row = tx_.find(sql::find_session, account_.str(), id.str());
    return row ? std::optional(session_of(*row)) : std::nullopt;
}

/// What the exclusion constraints would refuse, said kindly. The account and the expert are locked.
Status PgSessions::check_free(const Session& session) {
    if (session.status == SessionStatus::cancelled) return done;
    const std::string from = to_string(session.during.from);
    const std::string until = to_string(session.during.until);
    if (tx_.find(sql::is_account_busy, account_.str(), session.id.str(), from, until))
        return Error{ErrorKind::conflict, "session_overlaps",
                     "the account has another session at that time"};
    if (tx_.find(sql::is_expert_busy, session.expert.str(), account_.str(), session.id.str(), from,
                 until))
        return Error{ErrorKind::conflict, "slot_taken", "the slot has just been taken"};
    return done;
}

Status PgSessions::insert(const Session& session) {
    TENURE_TRY(check_free(session));
    tx_.run(sql::insert_session, account_.str(), session.id.str(), session.engagement.str(),
            session.expert.str(), to_string(session.during.from), to_string(session.during.until),
            status_text(session), session.language, session.topic, session.notes, session.sequence,
            to_string(session.booked_at), to_string(session.changed_at));
    return done;
}

Status PgSessions::update(const Session& session) {
    TENURE_TRY(check_free(session));
    tx_.run(sql::update_session, account_.str(), session.id.str(), session.expert.str(),
            to_string(session.during.from), to_string(session.during.until), status_text(session),
            session.notes, session.sequence, to_string(session.changed_at));
    return done;
}

std::optional<Waiting> PgSessions::waiting() {
    const auto row = tx_.find(sql::find_waiting, account_.str());
    if (!row) return std::nullopt;
    return Waiting{WaitingId((*row)["id"].as<std::string>()),
                   OrderId((*row)["engagement"].as<std::string>()),
                   (*row)["language"].as<std::string>(),
                   pg::instant_of((*row)["since_us"]),
                   {},
                   (*row)["on_test_clock"].as<bool>()};
}

void PgSessions::insert(const Waiting& waiting) {
    tx_.run(sql::insert_waiting, account_.str(), waiting.id.str(), waiting.engagement.str(),
            waiting.language, to_string(waiting.since), waiting.on_test_clock);
}

void PgSessions::told(const WaitingId& id, Timestamp at) {
    tx_.run(sql::set_told, account_.str(), id.str(), to_string(at));
}

void PgSessions::remove(const WaitingId& id) {
    tx_.run(sql::delete_waiting, account_.str(), id.str());
}

}  // namespace tenure::onboarding
