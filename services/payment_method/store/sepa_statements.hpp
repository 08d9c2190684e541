#pragma once
// Every SQL of the books of direct debits through the bank, by name. A file of collections is made
// over all accounts: it is the operator's.

#include "pg/transaction.hpp"

namespace tenure::payment_method::statements {

inline constexpr pg::Statement sepa_keep_account{
    "sepa_keep_account",
    "insert into sepa.account (token, sealed_iban, bic, holder, mandate_reference, signed_on, "
    "scheme, one_off) values ($1, $2, $3, $4, $5, $6::date, $7, $8)"};

// An account whose debits are in the book stays, without its number.
inline constexpr pg::Statement sepa_forget_account{
    "sepa_forget_account",
    "update sepa.account set sealed_iban = '', ended_reason = coalesce(ended_reason, 'removed') "
    "where token = $1"};

// Whoever asks for a debit locks the account, and so does whoever ends its mandate.
inline constexpr pg::Statement sepa_lock_account{
    "sepa_lock_account", "select token from sepa.account where token = $1 for update"};

inline constexpr pg::Statement sepa_amend_account{
    "sepa_amend_account",
    "update sepa.account set sealed_iban = $2, bic = $3, holder = $4, "
    "amended = amended or presented_on is not null where token = $1"};

inline constexpr pg::Statement sepa_sign_account{
    "sepa_sign_account",
    "update sepa.account set mandate_reference = $2, signed_on = $3::date, scheme = $4, "
    "one_off = $5, presented_on = null, ended_reason = null, winding_down = false, "
    "amended = false where token = $1 and sealed_iban <> ''"};

inline constexpr pg::Statement sepa_call_off{
    "sepa_call_off",
    "update sepa.collection set status = 'rejected', reason = 'cancelled' "
    "where token = $1 and status = 'waiting' returning account_id, payment_id, end_to_end_id"};

inline constexpr pg::Statement sepa_wind_down{
    "sepa_wind_down", "update sepa.account set winding_down = true where token = $1"};

inline constexpr pg::Statement sepa_go_on{
    "sepa_go_on", "update sepa.account set winding_down = false where token = $1 and winding_down"};

inline constexpr pg::Statement sepa_find_account{
    "sepa_find_account",
    "select token, sealed_iban, bic, holder, mandate_reference, signed_on::text as signed_on, "
    "scheme, one_off, presented_on::text as presented_on, ended_reason from sepa.account "
    "where token = $1"};

inline constexpr pg::Statement sepa_enter_collection{
    "sepa_enter_collection",
    "insert into sepa.collection (account_id, payment_id, end_to_end_id, token, cents, "
    "description, requested_on, status) select $1, $2, $3, $4, $5, $6, $7::date, 'waiting' "
    "from sepa.account where token = $4 and ended_reason is null on conflict do nothing"};

inline constexpr pg::Statement sepa_find_collection{
    "sepa_find_collection",
    "select status, reason, requested_on::text as requested_on from sepa.collection "
    "where account_id = $1 and payment_id = $2"};

inline constexpr pg::Statement sepa_one_file_at_a_time{
    "sepa_one_file_at_a_time", "select pg_advisory_xact_lock(hashtext('sepa.file'))"};

// A hundred thousand debits take longer than a customer's request may.
inline constexpr pg::Statement sepa_take_time{
    "sepa_take_time", "select set_config('statement_timeout', '600000', true)"};

inline constexpr pg::Statement sepa_insert_file{
    "sepa_insert_file",
    "insert into sepa.file (id, message_id, created_at, debits, cents) "
    "select $1, $2, $3::timestamptz, count(*), sum(cents) from sepa.collection "
    "where status = 'waiting' and requested_on <= $4::date having count(*) > 0 returning id"};

// A mandate's first debit is FRST until one has been presented that was not rejected; the last one,
// where nothing more will come, is FNAL.
inline constexpr pg::Statement sepa_file_collections{
    "sepa_file_collections",
    "with due as (select c.account_id, c.payment_id, greatest(c.requested_on, $2::date) as day, "
    "case when a.one_off then 'OOFF' when a.presented_on is null and row_number() over first = 1 "
    "then 'FRST' when a.winding_down and row_number() over last = 1 and not exists "
    "(select from sepa.collection w where w.token = c.token and w.status = 'waiting' "
    "and w.requested_on > $3::date) then 'FNAL' else 'RCUR' end as sequence, "
    "a.amended and row_number() over first = 1 as amended "
    "from sepa.collection c join sepa.account a on a.token = c.token "
    "where c.status = 'waiting' and c.requested_on <= $3::date "
    "window first as (partition by c.token order by c.requested_on, c.end_to_end_id), "
    "last as (partition by c.token order by c.requested_on desc, c.end_to_end_id desc)) "
    "update sepa.collection c set status = 'filed', file_id = $1, sequence = due.sequence, "
    "collected_on = due.day, amended = due.amended from due "
    "where c.account_id = due.account_id and c.payment_id = due.payment_id"};

inline constexpr pg::Statement sepa_insert_batches{
    "sepa_insert_batches",
    "insert into sepa.batch (id, file_id, sequence, scheme, collected_on, debits, cents) "
    "select $2 || '-' || row_number() over (order by c.collected_on, c.sequence, a.scheme), $1, "
    "c.sequence, a.scheme, c.collected_on, count(*), sum(c.cents) from sepa.collection c "
    "join sepa.account a on a.token = c.token where c.file_id = $1 "
    "group by c.sequence, a.scheme, c.collected_on"};

inline constexpr pg::Statement sepa_join_batches{
    "sepa_join_batches",
    "update sepa.collection c set batch_id = b.id from sepa.batch b, sepa.account a "
    "where c.file_id = $1 and b.file_id = $1 and a.token = c.token and b.scheme = a.scheme "
    "and b.sequence = c.sequence and b.collected_on = c.collected_on"};

inline constexpr pg::Statement sepa_mark_presented{
    "sepa_mark_presented",
    "update sepa.account a set presented_on = c.day, amended = false, "
    "ended_reason = case when c.final then coalesce(a.ended_reason, 'final') else a.ended_reason "
    "end from (select token, max(collected_on) as day, bool_or(sequence in ('FNAL', 'OOFF')) "
    "as final from sepa.collection where file_id = $1 group by token) c where a.token = c.token"};

#define TENURE_FILE_COLUMNS                                                      \
    "select id, message_id, (extract(epoch from created_at) * 1000000)::bigint " \
    "as created_us, debits, cents, written_at is not null as written from sepa.file "

inline constexpr pg::Statement sepa_find_file{"sepa_find_file",
                                              TENURE_FILE_COLUMNS "where id = $1"};
inline constexpr pg::Statement sepa_unwritten_files{
    "sepa_unwritten_files", TENURE_FILE_COLUMNS "where written_at is null order by id"};
inline constexpr pg::Statement sepa_files{"sepa_files",
                                          TENURE_FILE_COLUMNS "order by id desc limit $1"};

#undef TENURE_FILE_COLUMNS

inline constexpr pg::Statement sepa_batches{
    "sepa_batches",
    "select id, sequence, scheme, collected_on::text as collected_on, debits, cents "
    "from sepa.batch where file_id = $1 order by collected_on, sequence, scheme"};

inline constexpr pg::Statement sepa_items{
    "sepa_items",
    "select c.end_to_end_id, c.cents, c.description, c.amended, a.one_off, a.token, a.sealed_iban, "
    "a.bic, a.holder, "
    "a.mandate_reference, a.signed_on::text as signed_on, a.scheme, "
    "a.presented_on::text as presented_on, a.ended_reason from sepa.collection c "
    "join sepa.account a on a.token = c.token where c.batch_id = $1 and c.end_to_end_id > $2 "
    "order by c.end_to_end_id limit $3"};

inline constexpr pg::Statement sepa_mark_written{
    "sepa_mark_written", "update sepa.file set written_at = $2::timestamptz where id = $1"};

inline constexpr pg::Statement sepa_insert_report{
    "sepa_insert_report",
    "insert into sepa.report (message_id, taken_at, outcomes) values ($1, $2::timestamptz, $3) "
    "on conflict do nothing returning message_id"};

inline constexpr pg::Statement sepa_find_report{
    "sepa_find_report", "select outcomes, changed from sepa.report where message_id = $1"};

inline constexpr pg::Statement sepa_count_changed{
    "sepa_count_changed", "update sepa.report set changed = $2 where message_id = $1"};

inline constexpr pg::Statement sepa_insert_problem{
    "sepa_insert_problem",
    "insert into sepa.report_problem (message_id, position, problem, reference, expected_cents, "
    "reported_cents) values ($1, $2, $3, $4, $5, $6)"};

inline constexpr pg::Statement sepa_list_problems{
    "sepa_list_problems",
    "select problem, reference, expected_cents, reported_cents from sepa.report_problem "
    "where message_id = $1 order by position"};

inline constexpr pg::Statement sepa_find_reported{
    "sepa_find_reported", "select cents from sepa.collection where end_to_end_id = $1"};

// What a debit may still become: filed to anything, settled to returned, also when the bank calls
// it a rejection that it tells late. One that was booked with another amount is not settled.
inline constexpr pg::Statement sepa_report_debits{
    "sepa_report_debits",
    "update sepa.collection c set status = case when c.status = 'settled' then 'returned' "
    "else $3 end, reason = $4 where (($1 = 'debit' and "
    "c.end_to_end_id = $2) or ($1 = 'batch' and c.batch_id = $2) or ($1 = 'file' and c.file_id in "
    "(select id from sepa.file where message_id = $2))) and (c.status = 'filed' or "
    "(c.status = 'settled' and $3 in ('rejected', 'returned'))) "
    "and ($1 <> 'debit' or $3 <> 'settled' or $5::bigint is null or c.cents = $5) "
    "returning c.account_id, c.payment_id, c.end_to_end_id, c.token, c.sequence, c.status"};

// After a rejected FRST the next debit is FRST again; a rejected last one was not the last.
inline constexpr pg::Statement sepa_present_again{
    "sepa_present_again",
    "update sepa.account a set presented_on = case when exists (select from sepa.collection c "
    "where c.token = a.token and c.status in ('filed', 'settled', 'returned')) "
    "then a.presented_on end, "
    "ended_reason = nullif(a.ended_reason, 'final') where a.token = $1"};

inline constexpr pg::Statement sepa_end_mandate{
    "sepa_end_mandate",
    "update sepa.account set ended_reason = $2 where token = $1 and ended_reason is null"};

}  // namespace tenure::payment_method::statements
