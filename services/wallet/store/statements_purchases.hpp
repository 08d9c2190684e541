#pragma once
// Every SQL of packs and auto-recharge, by name.

#include "pg/transaction.hpp"

namespace tenure::wallet::statements {

#define TENURE_PACK_COLUMNS "order_id, invoice_id, credits, credited_by, returned"

inline constexpr pg::Statement find_pack{
    "find_pack",
    "select " TENURE_PACK_COLUMNS " from pack_purchase where account_id = $1 and order_id = $2"};

inline constexpr pg::Statement find_pack_of_invoice{
    "find_pack_of_invoice",
    "select " TENURE_PACK_COLUMNS " from pack_purchase where account_id = $1 and invoice_id = $2"};

inline constexpr pg::Statement save_pack{
    "save_pack",
    "insert into pack_purchase (account_id, order_id, invoice_id, credits, credited_by, returned) "
    "values ($1, $2, $3, $4, $5, $6) on conflict (account_id, order_id) do update "
    "set credited_by = $5, returned = $6"};

inline constexpr pg::Statement sum_uncredited{
    "sum_uncredited",
    "select coalesce(sum(credits), 0)::bigint as credits from pack_purchase "
    "where account_id = $1 and credited_by is null and not returned"};

inline constexpr pg::Statement find_recharge{
    "find_recharge",
    "select version, enabled, threshold, pack, monthly_cap, declines, reason, on_test_clock, "
    "(extract(epoch from next_at) * 1000000)::bigint as next_us "
    "from auto_recharge where account_id = $1"};

inline constexpr pg::Statement save_recharge{
    "save_recharge",
    "insert into auto_recharge (account_id, version, enabled, threshold, pack, monthly_cap, "
    "declines, reason, next_at, on_test_clock) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz, $10) "
    "on conflict (account_id) do update set version = $2, enabled = $3, threshold = $4, "
    "pack = $5, monthly_cap = $6, declines = $7, reason = $8, next_at = $9::timestamptz, "
    "on_test_clock = $10"};

// A claim: it takes a row of any account, and passes over those that another transaction holds.
// What is due by a test clock is for that clock to say.
inline constexpr pg::Statement take_due_recharge{
    "take_due_recharge",
    "update auto_recharge set taken_until = $1::timestamptz + interval '5 seconds' "
    "where account_id = (select a.account_id from auto_recharge a "
    "left join wallet w on w.account_id = a.account_id "
    "where a.enabled and (coalesce(w.available, 0) <= a.threshold "
    // Credits that have expired are written off when somebody looks.
    "or (not a.on_test_clock and w.next_expiry_at <= $1::timestamptz)) "
    "and (a.on_test_clock or a.next_at is null or a.next_at <= $1::timestamptz) "
    "and a.taken_until <= $1::timestamptz order by a.taken_until limit 1 "
    "for update of a skip locked) returning account_id"};

inline constexpr pg::Statement set_time_zone{
    "set_time_zone", "update wallet set time_zone = $2 where account_id = $1"};

#undef TENURE_PACK_COLUMNS

}  // namespace tenure::wallet::statements
