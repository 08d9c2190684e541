#pragma once
// The SQL of imports, by name.

#include "pg/transaction.hpp"

namespace tenure::onboarding::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"
#define TENURE_IMPORT                                                                           \
    "i.account_id, i.id, i.module, i.state, i.size, i.received, i.encoding, i.separator, "      \
    "i.decimal_sign, i.report, i.rows_read, i.rows_clean, i.skip_faulty, i.delivered, "         \
    "i.failure_code, i.failure_detail, i.created_by, i.turn, i.attempts, " TENURE_MICROSECONDS( \
        "i.created_at") " as created_us, " TENURE_MICROSECONDS("i.updated_at") " as updated_us"

// Whatever has become of a package once it was paid: what was begun with it may be ended.
inline constexpr pg::Statement imports_included{
    "imports_included",
    "select 1 from onboarding_order where account_id = $1 and package = 'do_it_with_help' "
    "and payment = 'paid' and state in ('open', 'in_progress', 'done') limit 1"};

inline constexpr pg::Statement find_import{
    "find_import", "select " TENURE_IMPORT " from import i where account_id = $1 and id = $2"};

inline constexpr pg::Statement list_imports{
    "list_imports", "select " TENURE_IMPORT " from import i where account_id = $1 order by id"};

inline constexpr pg::Statement page_imports{"page_imports",
                                            "select " TENURE_IMPORT
                                            " from import i where account_id = $1 "
                                            "and ($2 = '' or id < $2) order by id desc limit $3"};

inline constexpr pg::Statement list_import_columns{
    "list_import_columns",
    "select heading, field from import_column where account_id = $1 and import_id = $2 "
    "order by position"};

inline constexpr pg::Statement insert_import{
    "insert_import",
    "insert into import (account_id, id, module, state, size, created_at, updated_at, created_by) "
    "values ($1, $2, $3, 'uploading', $4, $5::timestamptz, $5::timestamptz, $6)"};

inline constexpr pg::Statement update_import{
    "update_import",
    "update import set state = $3, received = $4, encoding = $5, separator = $6, "
    "decimal_sign = $7, report = $8, rows_read = $9, rows_clean = $10, skip_faulty = $11, "
    "delivered = $12, failure_code = $13, failure_detail = $14, updated_at = $15::timestamptz, "
    "due_at = case when $3 in ('inspecting', 'checking', 'delivering') then now() end, "
    "turn = turn + 1, attempts = 0 where account_id = $1 and id = $2"};

inline constexpr pg::Statement delete_import_columns{
    "delete_import_columns", "delete from import_column where account_id = $1 and import_id = $2"};

inline constexpr pg::Statement insert_import_columns{
    "insert_import_columns",
    "insert into import_column (account_id, import_id, position, heading, field) "
    "select $1, $2, c.position, c.heading, c.field "
    "from unnest($3::text[], $4::text[]) with ordinality c (heading, field, position)"};

inline constexpr pg::Statement insert_import_part{
    "insert_import_part",
    "insert into import_part (account_id, import_id, begins_at, bytes) values ($1, $2, $3, $4)"};

inline constexpr pg::Statement has_import_part{
    "has_import_part",
    "select 1 from import_part where account_id = $1 and import_id = $2 and begins_at = $3 "
    "and bytes = $4"};

inline constexpr pg::Statement find_import_part{
    "find_import_part",
    "select bytes from import_part where account_id = $1 and import_id = $2 and begins_at = $3"};

inline constexpr pg::Statement delete_import_parts{
    "delete_import_parts", "delete from import_part where account_id = $1 and import_id = $2"};

// Of any account: workers serve them all.
inline constexpr pg::Statement take_import_job{
    "take_import_job",
    "update import i set due_at = now() + $1 * interval '1 millisecond', turn = turn + 1, "
    "attempts = attempts + 1 where (account_id, id) in (select account_id, id from import "
    "where due_at <= now() order by due_at limit 1 for update skip locked) "
    "returning " TENURE_IMPORT};

inline constexpr pg::Statement count_import_jobs{
    "count_import_jobs", "select count(*) from import where due_at is not null"};

inline constexpr pg::Statement read_job_part{
    "read_job_part",
    "with held as (update import set due_at = now() + $5 * interval '1 millisecond' "
    "where account_id = $1 and id = $2 and turn = $3 and due_at is not null returning id) "
    "select p.bytes from import_part p join held on held.id = p.import_id "
    "where p.account_id = $1 and p.begins_at = $4"};

inline constexpr pg::Statement note_delivered{
    "note_delivered",
    "update import set delivered = $4, attempts = 1, "
    "due_at = now() + $5 * interval '1 millisecond' "
    "where account_id = $1 and id = $2 and turn = $3 and due_at is not null"};

inline constexpr pg::Statement is_import_turn{
    "is_import_turn",
    "select 1 from import where account_id = $1 and id = $2 and turn = $3 and due_at is not null"};

inline constexpr pg::Statement postpone_import{
    "postpone_import",
    "update import set due_at = now() + least(power(2, attempts), 300) * $4 * "
    "interval '1 millisecond' where account_id = $1 and id = $2 and turn = $3 "
    "and due_at is not null"};

#undef TENURE_IMPORT
#undef TENURE_MICROSECONDS

}  // namespace tenure::onboarding::statements
