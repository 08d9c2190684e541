#pragma once
// The SQL of what only the subscription service keeps; the rest stands in libs/selling_pg.

#include "pg/transaction.hpp"

namespace tenure::subscription::statements {

inline constexpr pg::Statement find_usage{
    "find_usage",
    "select active_users, (extract(epoch from reported_at) * 1000000)::bigint as reported_us "
    "from usage_report where account_id = $1"};

inline constexpr pg::Statement save_usage{
    "save_usage",
    "insert into usage_report (account_id, reported_at, active_users, last_added_first) "
    "values ($1, $2::timestamptz, $3, string_to_array($4, E'\\n')) on conflict (account_id) "
    "do update set reported_at = excluded.reported_at, active_users = excluded.active_users, "
    "last_added_first = excluded.last_added_first"};

inline constexpr pg::Statement last_added{
    "last_added", "select unnest(last_added_first[1:$2]) from usage_report where account_id = $1"};

}  // namespace tenure::subscription::statements
