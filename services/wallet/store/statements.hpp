#pragma once
// Every SQL of the ledger, by name. Statements that take arrays work on several accounts, each
// named: the batcher's debits of many wallets share a transaction.

#include "pg/transaction.hpp"

namespace tenure::wallet::statements {

#define TENURE_US(column) "(extract(epoch from " column ") * 1000000)::bigint"
#define TENURE_INSTANT(microseconds) \
    "timestamptz 'epoch' + " microseconds " * interval '1 microsecond'"

// --- wallets

inline constexpr pg::Statement insert_wallets{
    "insert_wallets",
    "insert into wallet (account_id, id, time_zone) select a, w, $3 "
    "from unnest($1::text[], $2::text[]) as u(a, w) on conflict do nothing"};

inline constexpr pg::Statement lock_wallets{
    "lock_wallets",
    "select account_id, id, available, held, debt, last_number, last_hash, "
    TENURE_US("last_at") " as last_us, " TENURE_US("next_expiry_at") " as expiry_us, time_zone "
    "from wallet where account_id = any($1::text[]) order by account_id for update"};

inline constexpr pg::Statement find_wallet{
    "find_wallet",
    "select account_id, id, available, held, debt, last_number, last_hash, "
    TENURE_US("last_at") " as last_us, " TENURE_US("next_expiry_at") " as expiry_us, time_zone "
    "from wallet where account_id = $1"};

// One statement, hence one snapshot: the wallet's row and its grants, a row each.
inline constexpr pg::Statement kept_after{
    "kept_after",
    "select w.account_id, w.id, w.available, w.held, w.debt, w.last_number, w.last_hash, "
    TENURE_US("w.last_at") " as last_us, " TENURE_US("w.next_expiry_at")
    " as expiry_us, w.time_zone, g.number as grant_number, g.remaining from "
    "(select * from wallet where account_id > $1 order by account_id limit 1) w "
    "left join credit_grant g on g.account_id = w.account_id"};

// --- grants and holds

// What may be spent, and in the same round trip which of the requests' keys are known already: rows
// with a key and no grant.
inline constexpr pg::Statement list_spendable{
    "list_spendable",
    "select account_id, number, source, amount, remaining, " TENURE_US("expires_at")
    " as expires_us, null as key from credit_grant "
    "where account_id = any($1::text[]) and not exhausted "
    "union all select t.account_id, t.number, null, null, null, null, t.key "
    "from unnest($2::text[], $3::text[]) as u(a, k) "
    "join ledger_transaction t on t.account_id = u.a and t.key = u.k"};

inline constexpr pg::Statement list_grants{
    "list_grants", "select account_id, number, source, amount, remaining, " TENURE_US(
                       "expires_at") " as expires_us from credit_grant where account_id = $1"};

inline constexpr pg::Statement insert_grants{
    "insert_grants",
    "insert into credit_grant (account_id, number, source, amount, remaining, expires_at) "
    "select a, n, s, m, r, " TENURE_INSTANT("e")
    " from unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) "
    "as u(a, n, s, m, r, e)"};

#define TENURE_HOLD_COLUMNS                                                       \
    "id, status, usage_code, quantity, unit_price, amount, captured, " TENURE_US( \
        "created_at") " as created_us, " TENURE_US("expires_at") " as expires_us, reference"

inline constexpr pg::Statement list_open_holds{
    "list_open_holds", "select " TENURE_HOLD_COLUMNS
                       " from hold where account_id = $1 and (status = 'open' or id = $2)"};

inline constexpr pg::Statement find_hold{
    "find_hold", "select " TENURE_HOLD_COLUMNS " from hold where account_id = $1 and id = $2"};

inline constexpr pg::Statement list_hold_parts{
    "list_hold_parts",
    "select hold_id, grant_number, amount from hold_part "
    "where account_id = $1 and hold_id = any($2::text[]) order by hold_id, position"};

inline constexpr pg::Statement save_hold{
    "save_hold",
    "insert into hold (account_id, id, status, usage_code, quantity, unit_price, amount, captured, "
    "created_at, expires_at, reference) values ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz, "
    "$10::timestamptz, $11) "
    "on conflict (account_id, id) do update set status = $3, captured = $8"};

inline constexpr pg::Statement insert_hold_part{
    "insert_hold_part",
    "insert into hold_part (account_id, hold_id, position, grant_number, amount) "
    "values ($1, $2, $3, $4, $5) on conflict do nothing"};

// --- ledger

// All that a batch of debits writes, in one round trip: transactions ($1-$18), their postings
// ($19-$25), the wallets' balances ($26-$33), what remains of grants ($34-$36).
inline constexpr pg::Statement write_ledger{
    "write_ledger",
    "with transactions as (insert into ledger_transaction (account_id, number, id, kind, at, "
    "change, balance, usage_code, quantity, unit_price, reference, relates_to, subject, "
    "request_id, key, fingerprint, previous_hash, hash) "
    "select a, n, i, k, " TENURE_INSTANT("t")
    ", c, b, uc, uq, up, r, rt, s, rq, ke, f, ph, h from unnest("
    "$1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], "
    "$8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], "
    "$15::text[], $16::text[], $17::text[], $18::text[]) "
    "as u(a, n, i, k, t, c, b, uc, uq, up, r, rt, s, rq, ke, f, ph, h)), "
    "postings as (insert into posting (account_id, number, position, source, destination, amount, "
    "grant_number) select * from unnest($19::text[], $20::bigint[], $21::integer[], $22::text[], "
    "$23::text[], $24::bigint[], $25::bigint[])), "
    "wallets as (update wallet w set available = u.available, held = u.held, debt = u.debt, "
    "last_number = u.number, last_hash = u.hash, "
    "last_at = " TENURE_INSTANT("u.at_us") ", next_expiry_at = " TENURE_INSTANT("u.expiry_us")
    " from unnest($26::text[], $27::bigint[], $28::bigint[], $29::bigint[], $30::bigint[], "
    "$31::text[], $32::bigint[], $33::bigint[]) "
    "as u(account_id, available, held, debt, number, hash, at_us, expiry_us) "
    "where w.account_id = u.account_id) "
    "update credit_grant g set remaining = u.remaining "
    "from unnest($34::text[], $35::bigint[], $36::bigint[]) as u(account_id, number, remaining) "
    "where g.account_id = u.account_id and g.number = u.number"};

#define TENURE_TRANSACTION_COLUMNS \
    "t.account_id, t.number, t.id, t.kind, " TENURE_US("t.at") " as at_us, t.change, t.balance, " \
    "t.usage_code, t.quantity, t.unit_price, t.reference, t.relates_to, t.subject, "            \
    "t.request_id, t.key, t.fingerprint, t.previous_hash, t.hash"

inline constexpr pg::Statement list_made_with{
    "list_made_with", "select " TENURE_TRANSACTION_COLUMNS
                      " from unnest($1::text[], $2::text[]) as u(a, k) "
                      "join ledger_transaction t on t.account_id = u.a and t.key = u.k"};

inline constexpr pg::Statement find_transaction{
    "find_transaction", "select " TENURE_TRANSACTION_COLUMNS
                        " from ledger_transaction t where t.account_id = $1 and t.id = $2"};

inline constexpr pg::Statement page_transactions{
    "page_transactions",
    "select " TENURE_TRANSACTION_COLUMNS
    " from ledger_transaction t where t.account_id = $1 and ($2::bigint = 0 or t.number < $2) "
    "and ($3 = '' or t.kind = $3) and ($4 = '' or t.usage_code = $4) "
    "and ($5::timestamptz is null or t.at >= $5) and ($6::timestamptz is null or t.at < $6) "
    "order by t.number desc limit $7"};

inline constexpr pg::Statement list_slice{
    "list_slice", "select " TENURE_TRANSACTION_COLUMNS
                  " from ledger_transaction t where t.account_id = $1 and t.number > $2 "
                  "and t.number <= $3 order by t.number limit $4"};

inline constexpr pg::Statement list_postings{
    "list_postings",
    "select number, source, destination, amount, grant_number from posting "
    "where account_id = $1 and number = any($2::bigint[]) order by number, position"};

inline constexpr pg::Statement find_time_zone{"find_time_zone",
                                              "select time_zone from wallet where account_id = $1"};

// A debit's amount is its change; a capture's change is what it releases, a refund may repay a
// debt, so the amounts of these two stand in their postings only.
inline constexpr pg::Statement sum_usage{
    "sum_usage",
    "select month, usage_code, count(*) filter (where kind <> 'refund') as uses, "
    "coalesce(sum(quantity) filter (where kind <> 'refund'), 0)::bigint as quantity, "
    "sum(case kind when 'debit' then -change when 'capture' then posted else 0 end)::bigint "
    "as spent, coalesce(sum(posted) filter (where kind = 'refund'), 0)::bigint as refunded from "
    "(select width_bucket(" TENURE_US("t.at") ", $2::bigint[]) - 1 as month, "
    "t.usage_code, t.kind, t.quantity, t.change, case when t.kind <> 'debit' then "
    "(select coalesce(sum(p.amount), 0) from posting p "
    "where p.account_id = t.account_id and p.number = t.number "
    "and (p.destination = 'usage' or p.source = 'refunds')) end as posted "
    "from ledger_transaction t where t.account_id = $1 "
    "and t.at >= " TENURE_INSTANT("($2::bigint[])[1]")
    " and t.at < " TENURE_INSTANT("($2::bigint[])[array_length($2::bigint[], 1)]")
    " and t.kind in ('debit', 'capture', 'refund') and ($3 = '' or t.usage_code = $3)) u "
    "group by month, usage_code order by month, usage_code"};

inline constexpr pg::Statement sum_refunds{
    "sum_refunds",
    "select coalesce(sum(p.amount), 0)::bigint as refunded from ledger_transaction t "
    "join posting p on p.account_id = t.account_id and p.number = t.number "
    "where t.account_id = $1 and t.relates_to = $2 and t.kind = 'refund' "
    "and p.source = 'refunds'"};

#undef TENURE_TRANSACTION_COLUMNS
#undef TENURE_HOLD_COLUMNS
#undef TENURE_INSTANT
#undef TENURE_US

}  // namespace tenure::wallet::statements
