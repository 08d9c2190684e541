#pragma once
// SQL of payments for invoices and of debts, by name.

#include "pg/transaction.hpp"

namespace tenure::billing::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"

// --- attempts

#define TENURE_ATTEMPT_COLUMNS                                    \
    "id, invoice_id, status, failure_code, " TENURE_MICROSECONDS( \
        "due_at") " as due_us, " TENURE_MICROSECONDS("asked_at") " as asked_us"

inline constexpr pg::Statement find_attempt{"find_attempt",
                                            "select " TENURE_ATTEMPT_COLUMNS
                                            " from collection where account_id = $1 and id = $2"};

inline constexpr pg::Statement find_active_attempt{
    "find_active_attempt", "select " TENURE_ATTEMPT_COLUMNS
                           " from collection where account_id = $1 and invoice_id = $2 "
                           "and status in ('scheduled', 'asked', 'processing')"};

inline constexpr pg::Statement insert_attempt{
    "insert_attempt",
    "insert into collection (account_id, id, invoice_id, status, due_at, on_test_clock) "
    "select account_id, $2, $3, $4, $5::timestamptz, clock_now is not null "
    "from billing_account where account_id = $1"};

inline constexpr pg::Statement update_attempt{
    "update_attempt",
    "update collection set status = $3, due_at = $4::timestamptz, asked_at = $5::timestamptz, "
    "failure_code = $6 where account_id = $1 and id = $2"};

inline constexpr pg::Statement lease_attempt{
    "lease_attempt",
    "update collection set asks = asks + 1, "
    "lease_until = clock_timestamp() + $3 * interval '1 millisecond' "
    "where account_id = $1 and id = $2"};

// The queue's claims take rows of any account: first what was asked for and has no outcome.
#define TENURE_TAKE_ATTEMPT(condition, order)                                          \
    "update collection set asks = asks + 1, lease_until = clock_timestamp() + "        \
    "least(300000, $1 * power(2, least(asks, 10))) * interval '1 millisecond' "        \
    "where (account_id, id) = (select account_id, id from collection where " condition \
    " and lease_until < clock_timestamp() order by " order                             \
    " limit 1 for update skip locked) "                                                \
    "returning account_id, id, on_test_clock, " TENURE_MICROSECONDS("asked_at") " as asked_us"

inline constexpr pg::Statement take_unfinished_attempt{
    "take_unfinished_attempt", TENURE_TAKE_ATTEMPT("status = 'asked'", "lease_until")};

inline constexpr pg::Statement take_due_attempt{
    "take_due_attempt",
    TENURE_TAKE_ATTEMPT("status = 'scheduled' and not on_test_clock and due_at <= $2::timestamptz",
                        "due_at")};

// The account's clock stands still here: nobody moves it, and nobody can begin to meanwhile, for
// who moves it locks the account. Marked at once as asked for, so that a move finds it.
inline constexpr pg::Statement take_due_on_test_clock{
    "take_due_on_test_clock",
    "update collection set asks = asks + 1, status = 'asked', asked_at = due.clock_now, "
    "lease_until = clock_timestamp() + $1 * interval '1 millisecond' "
    "from (select c.account_id, c.id, a.clock_now from collection c "
    "join billing_account a using (account_id) where c.status = 'scheduled' and c.on_test_clock "
    "and c.lease_until < clock_timestamp() and c.due_at <= a.clock_now "
    "and coalesce(a.clock_lease_until < clock_timestamp(), true) "
    "order by c.due_at limit 1 for update skip locked) due "
    "where collection.account_id = due.account_id and collection.id = due.id "
    "returning collection.account_id, collection.id, on_test_clock, " TENURE_MICROSECONDS(
        "asked_at") " as asked_us"};

inline constexpr pg::Statement list_asked{
    "list_asked", "select account_id, id, on_test_clock, " TENURE_MICROSECONDS("asked_at")
                  " as asked_us from collection "
                  "where account_id = $1 and status = 'asked' order by asked_at, id"};

inline constexpr pg::Statement take_attempt_of{
    "take_attempt_of",
    TENURE_TAKE_ATTEMPT("account_id = $2 and (status = 'asked' or (status = 'scheduled' "
                        "and due_at <= $3::timestamptz))",
                        "due_at, id")};

inline constexpr pg::Statement count_attempts{
    "count_attempts",
    "select count(*) as waiting from collection where status in ('scheduled', 'asked')"};

// --- debts

inline constexpr pg::Statement list_debts{
    "list_debts",
    "select invoice_id, method, collections, " TENURE_MICROSECONDS("since") " as since_us, "
    TENURE_MICROSECONDS("reminder_at") " as reminder_us, "
    TENURE_MICROSECONDS("suspended_at") " as suspended_us "
    "from dunning where account_id = $1 order by since, invoice_id"};

inline constexpr pg::Statement save_debt{
    "save_debt",
    "insert into dunning (account_id, invoice_id, since, method, collections, reminder_at, "
    "suspended_at, step_at, on_test_clock) select account_id, $2, $3::timestamptz, $4, $5, "
    "$6::timestamptz, $7::timestamptz, $8::timestamptz, clock_now is not null "
    "from billing_account where account_id = $1 "
    "on conflict (account_id, invoice_id) do update set since = excluded.since, "
    "method = excluded.method, collections = excluded.collections, "
    "reminder_at = excluded.reminder_at, suspended_at = excluded.suspended_at, "
    "step_at = excluded.step_at"};

inline constexpr pg::Statement remove_debt{
    "remove_debt", "delete from dunning where account_id = $1 and invoice_id = $2"};

// An account of which a reminder or a suspension is due; whoever locks the account first does it.
inline constexpr pg::Statement next_debt_step{
    "next_debt_step",
    "select account_id from dunning where step_at <= $1::timestamptz and not on_test_clock "
    "order by step_at limit 1"};

inline constexpr pg::Statement invoice_opened_at{
    "invoice_opened_at", "select " TENURE_MICROSECONDS("opened_at") " as opened_us "
                         "from invoice where account_id = $1 and id = $2"};

inline constexpr pg::Statement reopen_invoice{
    "reopen_invoice",
    "update invoice set status = 'open', paid_at = null "
    "where account_id = $1 and id = $2 and status = 'paid'"};

inline constexpr pg::Statement set_standing{
    "set_standing", "update billing_account set standing = $2 where account_id = $1"};

#undef TENURE_TAKE_ATTEMPT
#undef TENURE_ATTEMPT_COLUMNS
#undef TENURE_MICROSECONDS

}  // namespace tenure::billing::statements
