#pragma once
// SQL of test clocks, by name.

#include "pg/transaction.hpp"

namespace tenure::billing::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"

inline constexpr pg::Statement make_account{
    "make_account", "insert into billing_account (account_id) values ($1) on conflict do nothing"};

inline constexpr pg::Statement lock_clock{
    "lock_clock",
    "select " TENURE_MICROSECONDS("clock_now") " as clock_us, "
    "coalesce(clock_lease_until > clock_timestamp(), false) as moving, "
    "status = 'none' and not exists (select from billing_order where account_id = $1) "
    "and not exists (select from invoice where account_id = $1) as untouched "
    "from billing_account where account_id = $1 for update"};

inline constexpr pg::Statement set_clock{
    "set_clock",
    "update billing_account set clock_now = $2::timestamptz, "
    "clock_lease_until = clock_timestamp() + $3 * interval '1 millisecond' where account_id = $1"};

inline constexpr pg::Statement release_clock{
    "release_clock", "update billing_account set clock_lease_until = null where account_id = $1"};

inline constexpr pg::Statement find_clock{
    "find_clock", "select " TENURE_MICROSECONDS("clock_now") " as clock_us "
                  "from billing_account where account_id = $1"};

// The renewal, the notice, payments to try, reminders and suspensions, deferred orders.
inline constexpr pg::Statement next_due{
    "next_due",
    "select " TENURE_MICROSECONDS("min(at)") " as due_us from ("
    "select renews_at as at from billing_account where account_id = $1 "
    "union all select notice_at from billing_account where account_id = $1 "
    "union all select due_at from collection where account_id = $1 and status = 'scheduled' "
    "union all select step_at from dunning where account_id = $1 "
    "union all select execute_at from billing_order where account_id = $1 "
    "and status = 'scheduled' and effect = 'deferred') agenda"};

inline constexpr pg::Statement deferred_due{
    "deferred_due",
    "select id from billing_order where account_id = $1 and status = 'scheduled' "
    "and effect = 'deferred' and execute_at <= $2::timestamptz order by execute_at, id limit 1"};

#undef TENURE_MICROSECONDS

}  // namespace tenure::billing::statements
