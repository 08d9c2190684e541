#pragma once
// Every SQL of the tables that all sellers share, by name.

#include "pg/transaction.hpp"

namespace tenure::selling::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"
#define TENURE_CHANGE_COLUMNS \
    "id, type, status, product, quantity, options::text as options, " \
    "quote_id, "                  \
    TENURE_MICROSECONDS("effective_at") " as effective_us, "                                     \
    TENURE_MICROSECONDS("created_at") " as created_us, subject, roles, request_id, "             \
    "on_test_clock, invoice_id, invoice_number, decline_code, decline_detail, action_url, "
#define TENURE_WHOLE_CHANGE TENURE_CHANGE_COLUMNS "quote_document::text as quote_document"

inline constexpr pg::Statement insert_account{
    "selling_insert_account",
    "insert into seller_account (account_id) values ($1) on conflict do nothing"};

inline constexpr pg::Statement lock_account{
    "selling_lock_account",
    "select account_id from seller_account where account_id = $1 for update"};

inline constexpr pg::Statement find_licence{
    "selling_find_licence",
    "select licence_id, " TENURE_MICROSECONDS("started_at") " as started_us, time_zone, "
    "term_number, cycle, anchor_day, starts_on::text, renews_on::text, standing, "
    TENURE_MICROSECONDS("standing_since") " as standing_us, ended_on::text, end_reason, "
    "next_cycle_id, next_cycle, " TENURE_MICROSECONDS("next_cycle_at") " as next_cycle_us "
    "from seller_licence where account_id = $1"};

inline constexpr pg::Statement save_licence{
    "selling_save_licence",
    "insert into seller_licence (account_id, licence_id, started_at, time_zone, term_number, "
    "cycle, "
    "anchor_day, starts_on, renews_on, standing, standing_since, ended_on, end_reason, "
    "next_cycle_id, next_cycle, next_cycle_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
    "$11, $12, $13, $14, $15, $16) on conflict (account_id) do update set licence_id = $2, "
    "started_at = $3, time_zone = $4, term_number = $5, cycle = $6, anchor_day = $7, "
    "starts_on = $8, renews_on = $9, standing = $10, standing_since = $11, ended_on = $12, "
    "end_reason = $13, next_cycle_id = $14, next_cycle = $15, next_cycle_at = $16"};

inline constexpr pg::Statement list_changes{
    "selling_list_changes",
    "select " TENURE_CHANGE_COLUMNS
    "case status when 'scheduled' then quote_document::text end as quote_document "
    "from seller_change where account_id = $1 and status in ('applied', 'scheduled', 'pending') "
    "order by effective_at nulls last, id"};

inline constexpr pg::Statement find_change{"selling_find_change",
                                           "select " TENURE_WHOLE_CHANGE
                                           " from seller_change where account_id = $1 and id = $2"};

inline constexpr pg::Statement page_changes{
    "selling_page_changes", "select " TENURE_WHOLE_CHANGE
                            " from seller_change where account_id = $1 and ($2 = '' or id < $2) "
                            "order by id desc limit $3"};

inline constexpr pg::Statement insert_change{
    "selling_insert_change",
    "insert into seller_change (account_id, id, type, status, product, quantity, options, "
    "quote_id, "
    "created_at, subject, roles, request_id, on_test_clock, idempotency_key, lease_until) "
    "values ($1, $2, $3, 'pending', $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12, $13, "
    "clock_timestamp() + $14 * interval '1 millisecond')"};

inline constexpr pg::Statement finish_change{
    "selling_finish_change",
    "update seller_change set status = $3, effective_at = $4::timestamptz, "
    "quote_document = $5::jsonb, invoice_id = $6, invoice_number = $7, decline_code = $8, "
    "decline_detail = $9, action_url = $10 "
    "where account_id = $1 and id = $2 and status in ('pending', 'scheduled')"};

inline constexpr pg::Statement release_key{
    "selling_release_key",
    "delete from idempotency_key k using seller_change c where c.account_id = $1 and c.id = $2 and "
    "k.account_id = $1 and k.key = c.idempotency_key and k.resource_id = c.id "
    "and k.status is null"};

inline constexpr pg::Statement withdraw_change{
    "selling_withdraw_change",
    "delete from seller_change where account_id = $1 and id = $2 and status = 'pending'"};

// The statements that look across accounts: the sweeper's claim, and how much there is to claim.
inline constexpr pg::Statement take_unfinished{
    "selling_take_unfinished",
    "update seller_change set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (account_id, id) = (select account_id, id from seller_change where status = 'pending' "
    "and lease_until < clock_timestamp() order by lease_until limit 1 for update skip locked) "
    "returning account_id, id"};

inline constexpr pg::Statement count_unfinished{
    "selling_count_unfinished", "select count(*) from seller_change where status = 'pending'"};

#undef TENURE_WHOLE_CHANGE
#undef TENURE_CHANGE_COLUMNS
#undef TENURE_MICROSECONDS

}  // namespace tenure::selling::statements
