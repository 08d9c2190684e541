#pragma once
// Every SQL of the subscription service, by name.

#include "pg/transaction.hpp"

namespace tenure::subscription::statements {

#define TENURE_CHANGE_COLUMNS                                                \
    "id, type, status, plan, users, cycle, time_zone, quote_id, "            \
    "(extract(epoch from effective_at) * 1000000)::bigint as effective_us, " \
    "(extract(epoch from created_at) * 1000000)::bigint as created_us, "     \
    "invoice_id, invoice_number, decline_code, decline_detail, "
#define TENURE_WHOLE_CHANGE TENURE_CHANGE_COLUMNS "quote_document::text as quote_document"

inline constexpr pg::Statement insert_account{
    "insert_account", "insert into account (account_id) values ($1) on conflict do nothing"};

inline constexpr pg::Statement lock_account{
    "lock_account", "select account_id from account where account_id = $1 for update"};

inline constexpr pg::Statement find_licence{
    "find_licence",
    "select subscription_id, time_zone, term_number, cycle, anchor_day, starts_on::text, "
    "renews_on::text from licence where account_id = $1"};

inline constexpr pg::Statement save_licence{
    "save_licence",
    "insert into licence (account_id, subscription_id, time_zone, term_number, cycle, anchor_day, "
    "starts_on, renews_on) values ($1, $2, $3, $4, $5, $6, $7, $8) "
    "on conflict (account_id) do update set time_zone = $3, term_number = $4, cycle = $5, "
    "anchor_day = $6, starts_on = $7, renews_on = $8"};

inline constexpr pg::Statement list_changes{
    "list_changes", "select " TENURE_CHANGE_COLUMNS
                    "case status when 'scheduled' then quote_document::text end as quote_document "
                    "from change where account_id = $1 and status in ('applied', 'scheduled', "
                    "'pending') order by effective_at nulls last, id"};

inline constexpr pg::Statement find_change{
    "find_change", "select " TENURE_WHOLE_CHANGE " from change where account_id = $1 and id = $2"};

inline constexpr pg::Statement page_changes{
    "page_changes", "select " TENURE_WHOLE_CHANGE
                    " from change where account_id = $1 and ($2 = '' or id < $2) "
                    "order by id desc limit $3"};

inline constexpr pg::Statement insert_change{
    "insert_change",
    "insert into change (account_id, id, type, status, plan, users, cycle, time_zone, quote_id, "
    "created_at, subject, request_id, idempotency_key, lease_until) values ($1, $2, $3, 'pending', "
    "$4, $5, $6, $7, $8, $9::timestamptz, $10, $11, $12, "
    "clock_timestamp() + $13 * interval '1 millisecond')"};

inline constexpr pg::Statement finish_change{
    "finish_change",
    "update change set status = $3, effective_at = $4::timestamptz, quote_document = $5::jsonb, "
    "invoice_id = $6, invoice_number = $7, decline_code = $8, decline_detail = $9 "
    "where account_id = $1 and id = $2 and status = 'pending'"};

inline constexpr pg::Statement release_key{
    "release_key",
    "delete from idempotency_key k using change c where c.account_id = $1 and c.id = $2 and "
    "k.account_id = $1 and k.key = c.idempotency_key and k.resource_id = c.id "
    "and k.status is null"};

inline constexpr pg::Statement withdraw_change{
    "withdraw_change",
    "delete from change where account_id = $1 and id = $2 and status = 'pending'"};

// The statements that look across accounts: the sweeper's claim, and how much there is to claim.
inline constexpr pg::Statement take_unfinished{
    "take_unfinished",
    "update change set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (account_id, id) = (select account_id, id from change where status = 'pending' and "
    "lease_until < clock_timestamp() order by lease_until limit 1 for update skip locked) "
    "returning account_id, id"};

inline constexpr pg::Statement count_unfinished{
    "count_unfinished", "select count(*) from change where status = 'pending'"};

#undef TENURE_WHOLE_CHANGE
#undef TENURE_CHANGE_COLUMNS

}  // namespace tenure::subscription::statements
