#pragma once
// Every SQL of orders and the checklist, by name.

#include "pg/transaction.hpp"

namespace tenure::onboarding::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"
#define TENURE_ORDER_COLUMNS \
    "id, engagement, package, price, currency, state, payment, invoice_id, " \
    "credit_note, "        \
    TENURE_MICROSECONDS("accepted_at") " as accepted_us, "                                       \
    TENURE_MICROSECONDS("started_at") " as started_us, "                                         \
    TENURE_MICROSECONDS("done_at") " as done_us, "                                               \
    TENURE_MICROSECONDS("cancelled_at") " as cancelled_us, moved_to, on_test_clock "

inline constexpr pg::Statement list_orders{
    "onboarding_list_orders",
    "select " TENURE_ORDER_COLUMNS "from onboarding_order where account_id = $1 order by id"};

inline constexpr pg::Statement find_order{
    "onboarding_find_order",
    "select " TENURE_ORDER_COLUMNS "from onboarding_order where account_id = $1 and id = $2"};

inline constexpr pg::Statement find_order_of_invoice{
    "onboarding_find_order_of_invoice",
    "select " TENURE_ORDER_COLUMNS
    "from onboarding_order where account_id = $1 and invoice_id = $2 and invoice_id <> ''"};

inline constexpr pg::Statement save_order{
    "onboarding_save_order",
    "insert into onboarding_order (account_id, id, engagement, package, price, currency, state, "
    "payment, invoice_id, credit_note, accepted_at, started_at, done_at, cancelled_at, moved_to, "
    "on_test_clock, lease_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
    "$11::timestamptz, $12::timestamptz, $13::timestamptz, $14::timestamptz, $15, $16, "
    "clock_timestamp() + $17 * interval '1 millisecond') "
    "on conflict (account_id, id) do update set state = $7, payment = $8, invoice_id = $9, "
    "credit_note = $10, started_at = $12::timestamptz, done_at = $13::timestamptz, "
    "cancelled_at = $14::timestamptz, moved_to = $15, on_test_clock = $16, "
    "lease_until = clock_timestamp() + $17 * interval '1 millisecond'"};

// A claim: it takes a row of any account, and passes over those that another transaction holds.
inline constexpr pg::Statement take_cancelling{
    "onboarding_take_cancelling",
    "update onboarding_order set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (account_id, id) = (select account_id, id from onboarding_order "
    "where state = 'cancelling' and lease_until < clock_timestamp() order by lease_until limit 1 "
    "for update skip locked) returning account_id, id"};

inline constexpr pg::Statement find_checklist{
    "onboarding_find_checklist",
    "select " TENURE_MICROSECONDS("started_at") " as started_us, " TENURE_MICROSECONDS(
        "completed_at") " as completed_us from checklist where account_id = $1"};

inline constexpr pg::Statement list_tasks{
    "onboarding_list_tasks",
    "select code, " TENURE_MICROSECONDS("done_at") " as done_us, done_by from checklist_task "
    "where account_id = $1"};

inline constexpr pg::Statement save_checklist{
    "onboarding_save_checklist",
    "insert into checklist (account_id, started_at, completed_at) "
    "values ($1, $2::timestamptz, $3::timestamptz) "
    "on conflict (account_id) do update set completed_at = $3::timestamptz"};

inline constexpr pg::Statement delete_tasks{
    "onboarding_delete_tasks",
    "delete from checklist_task where account_id = $1 and code <> all($2::text[])"};

inline constexpr pg::Statement insert_task{
    "onboarding_insert_task",
    "insert into checklist_task (account_id, code, done_at, done_by) "
    "values ($1, $2, $3::timestamptz, $4) on conflict do nothing"};

#undef TENURE_ORDER_COLUMNS
#undef TENURE_MICROSECONDS

}  // namespace tenure::onboarding::statements
