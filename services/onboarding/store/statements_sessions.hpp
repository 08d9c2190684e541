#pragma once
// Every SQL of sessions, the waiting list and experts, by name.

#include "pg/transaction.hpp"

namespace tenure::onboarding::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"
#define TENURE_SESSION_COLUMNS \
    "id, engagement, expert_id, " TENURE_MICROSECONDS("lower(during)") " as from_us, " \
    TENURE_MICROSECONDS("upper(during)") " as until_us, status, " \
    "language, topic, notes, sequence, " \
    TENURE_MICROSECONDS("booked_at") " as booked_us, "                                  \
    TENURE_MICROSECONDS("changed_at") " as changed_us "
#define TENURE_WAITING_COLUMNS                        \
    "id, engagement, language, " TENURE_MICROSECONDS( \
        "since") " as since_us, " TENURE_MICROSECONDS("told_at") " as told_us, on_test_clock "

inline constexpr pg::Statement list_sessions{"onboarding_list_sessions",
                                             "select " TENURE_SESSION_COLUMNS
                                             "from session where account_id = $1 order by id"};

inline constexpr pg::Statement find_session{"onboarding_find_session",
                                            "select " TENURE_SESSION_COLUMNS
                                            "from session where account_id = $1 and id = $2"};

inline constexpr pg::Statement is_account_busy{
    "onboarding_is_account_busy",
    "select 1 from session where account_id = $1 and id <> $2 and status <> 'cancelled' "
    "and during && tstzrange($3::timestamptz, $4::timestamptz)"};

// Sessions of all accounts: an expert is busy whoever booked him.
inline constexpr pg::Statement is_expert_busy{
    "onboarding_is_expert_busy",
    "select 1 from session where expert_id = $1 and (account_id, id) <> ($2, $3) "
    "and status <> 'cancelled' and during && tstzrange($4::timestamptz, $5::timestamptz)"};

inline constexpr pg::Statement insert_session{
    "onboarding_insert_session",
    "insert into session (account_id, id, engagement, expert_id, during, status, language, topic, "
    "notes, sequence, booked_at, changed_at) values ($1, $2, $3, $4, "
    "tstzrange($5::timestamptz, $6::timestamptz), $7, $8, $9, $10, $11, $12::timestamptz, "
    "$13::timestamptz)"};

inline constexpr pg::Statement update_session{
    "onboarding_update_session",
    "update session set expert_id = $3, during = tstzrange($4::timestamptz, $5::timestamptz), "
    "status = $6, notes = $7, sequence = $8, changed_at = $9::timestamptz "
    "where account_id = $1 and id = $2"};

inline constexpr pg::Statement find_waiting{
    "onboarding_find_waiting",
    "select " TENURE_WAITING_COLUMNS "from waiting where account_id = $1 and told_at is null"};

inline constexpr pg::Statement insert_waiting{
    "onboarding_insert_waiting",
    "insert into waiting (account_id, id, engagement, language, since, on_test_clock) "
    "values ($1, $2, $3, $4, $5::timestamptz, $6)"};

inline constexpr pg::Statement set_told{
    "onboarding_set_told",
    "update waiting set told_at = $3::timestamptz where account_id = $1 and id = $2"};

inline constexpr pg::Statement delete_waiting{
    "onboarding_delete_waiting", "delete from waiting where account_id = $1 and id = $2"};

// A claim: it takes a row of any account, and passes over those that another transaction holds.
inline constexpr pg::Statement take_waiting{
    "onboarding_take_waiting",
    "update waiting set lease_until = clock_timestamp() + $1 * interval '1 millisecond' "
    "where (account_id, id) = (select account_id, id from waiting where told_at is null "
    "and lease_until < clock_timestamp() order by lease_until limit 1 for update skip locked) "
    "returning account_id"};

#define TENURE_EXPERT_COLUMNS                                                                  \
    "e.id, e.version, e.name, e.email, e.meeting_url, array_to_string(e.languages, ',') as "   \
    "languages, e.time_zone, e.active, "                                                       \
    "coalesce((select string_agg(weekday || ' ' || from_minute || ' ' || until_minute, ',' "   \
    "order by weekday, from_minute) from expert_hours where expert_id = e.id), '') as hours, " \
    "coalesce((select string_agg(day::text, ',' order by day) from expert_day_off "            \
    "where expert_id = e.id), '') as days_off from expert e "

inline constexpr pg::Statement find_expert{"onboarding_find_expert",
                                           "select " TENURE_EXPERT_COLUMNS "where e.id = $1"};

inline constexpr pg::Statement lock_expert{"onboarding_lock_expert",
                                           "select id from expert where id = $1 for update"};

inline constexpr pg::Statement list_speaking{
    "onboarding_list_speaking",
    "select " TENURE_EXPERT_COLUMNS "where e.active and $1 = any(e.languages) order by e.id"};

inline constexpr pg::Statement page_experts{
    "onboarding_page_experts",
    "select " TENURE_EXPERT_COLUMNS "where $1 = '' or e.id < $1 order by e.id desc limit $2"};

inline constexpr pg::Statement list_busy{
    "onboarding_list_busy",
    "select " TENURE_MICROSECONDS("lower(during)") " as from_us, "
    TENURE_MICROSECONDS("upper(during)") " as until_us from session where expert_id = $1 "
    "and status <> 'cancelled' and during && tstzrange($2::timestamptz, $3::timestamptz) "
    "order by lower(during)"};

inline constexpr pg::Statement insert_expert{
    "onboarding_insert_expert",
    "insert into expert (id, version, name, email, meeting_url, languages, time_zone, active) "
    "values ($1, $2, $3, $4, $5, $6::text[], $7, $8)"};

inline constexpr pg::Statement update_expert{
    "onboarding_update_expert",
    "update expert set version = version + 1, name = $3, email = $4, meeting_url = $5, "
    "languages = $6::text[], time_zone = $7, active = $8 where id = $1 and version = $2"};

inline constexpr pg::Statement delete_hours{"onboarding_delete_hours",
                                            "delete from expert_hours where expert_id = $1"};
inline constexpr pg::Statement delete_days_off{"onboarding_delete_days_off",
                                               "delete from expert_day_off where expert_id = $1"};
inline constexpr pg::Statement insert_hours{
    "onboarding_insert_hours",
    "insert into expert_hours (expert_id, weekday, from_minute, until_minute) "
    "select $1, * from unnest($2::int[], $3::int[], $4::int[])"};
inline constexpr pg::Statement insert_days_off{
    "onboarding_insert_days_off",
    "insert into expert_day_off (expert_id, day) select $1, unnest($2::date[])"};

#undef TENURE_EXPERT_COLUMNS
#undef TENURE_WAITING_COLUMNS
#undef TENURE_SESSION_COLUMNS
#undef TENURE_MICROSECONDS

}  // namespace tenure::onboarding::statements
