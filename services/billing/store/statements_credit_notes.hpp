#pragma once
// Every SQL of credit notes, by name.

#include "pg/transaction.hpp"

namespace tenure::billing::statements {

#define TENURE_CREDIT_NOTE_COLUMNS                                                              \
    "n.id, n.number, n.invoice_id, i.number as invoice_number, "                                \
    "i.issued_on::text as invoice_issued_on, n.issued_on::text as issued_on, n.reason, "        \
    "n.currency, n.subtotal, n.total, n.legal_mentions, "                                       \
    "r.status as refund_status, r.failure_code as refund_failure "                              \
    "from credit_note n join invoice i on i.account_id = n.account_id and i.id = n.invoice_id " \
    "left join credit_refund r on r.account_id = n.account_id and r.credit_note_id = n.id "

inline constexpr pg::Statement find_credit_note{"find_credit_note",
                                                "select " TENURE_CREDIT_NOTE_COLUMNS
                                                "where n.account_id = $1 and n.id = $2"};

inline constexpr pg::Statement page_credit_notes{
    "page_credit_notes", "select " TENURE_CREDIT_NOTE_COLUMNS
                         "where n.account_id = $1 and ($2 = '' or n.id < $2) "
                         "order by n.id desc limit $3"};

inline constexpr pg::Statement list_credit_note_lines{
    "list_credit_note_lines",
    "select invoice_line, amount from credit_note_line "
    "where account_id = $1 and credit_note_id = $2 order by invoice_line"};

inline constexpr pg::Statement list_credit_note_vat{
    "list_credit_note_vat",
    "select category, rate, base, amount from credit_note_vat "
    "where account_id = $1 and credit_note_id = $2 order by position"};

inline constexpr pg::Statement credited_lines{
    "credited_lines",
    "select l.invoice_line, sum(l.amount)::bigint as amount from credit_note n "
    "join credit_note_line l on l.account_id = n.account_id and l.credit_note_id = n.id "
    "where n.account_id = $1 and n.invoice_id = $2 group by l.invoice_line"};

inline constexpr pg::Statement credited_vat{
    "credited_vat",
    "select v.category, v.rate, sum(v.base)::bigint as base, sum(v.amount)::bigint as amount, "
    "min(n.currency) as currency from credit_note n "
    "join credit_note_vat v on v.account_id = n.account_id and v.credit_note_id = n.id "
    "where n.account_id = $1 and n.invoice_id = $2 "
    "group by v.position, v.category, v.rate order by v.position"};

inline constexpr pg::Statement insert_credit_note{
    "insert_credit_note",
    "insert into credit_note (account_id, id, invoice_id, seller, number, issued_on, issued_at, "
    "reason, currency, subtotal, total, legal_mentions) values ($1, $2, $3, $4, $5, $6, "
    "$7::timestamptz, $8, $9, $10, $11, $12)"};

inline constexpr pg::Statement insert_credit_note_line{
    "insert_credit_note_line",
    "insert into credit_note_line (account_id, credit_note_id, invoice_line, amount) "
    "values ($1, $2, $3, $4)"};

inline constexpr pg::Statement insert_credit_note_vat{
    "insert_credit_note_vat",
    "insert into credit_note_vat (account_id, credit_note_id, position, category, rate, base, "
    "amount) values ($1, $2, $3, $4, $5, $6, $7)"};

inline constexpr pg::Statement credit_invoice{
    "credit_invoice",
    "update invoice set credited = credited + $3, status = $4 where account_id = $1 and id = $2"};

// As invoice_number: the seller's, held until the commit.
inline constexpr pg::Statement take_credit_note_number{
    "take_credit_note_number",
    "insert into credit_note_number (seller, year, last) values ($1, $2, 1) on conflict (seller, "
    "year) do update set last = credit_note_number.last + 1 returning last"};

// Of the attempt that collected the invoice, else of its order's payment.
inline constexpr pg::Statement owe_credit_refund{
    "owe_credit_refund",
    "insert into credit_refund (account_id, credit_note_id, payment_id, amount, currency, "
    "created_at, on_test_clock) select $1, $2, p.id, $4::bigint, $5, $6::timestamptz, "
    "a.clock_now is not null from billing_account a, lateral (select coalesce("
    "(select c.id from collection c where c.account_id = $1 and c.invoice_id = $3 "
    "and c.status = 'succeeded' order by c.id desc limit 1), "
    "(select 'pay' || substr(i.order_id, 4) from invoice i "
    "where i.account_id = $1 and i.id = $3)) as id) p "
    "where a.account_id = $1 and p.id is not null returning credit_note_id"};

inline constexpr pg::Statement finish_credit_refund{
    "finish_credit_refund",
    "update credit_refund set status = case when $3::text is null then 'succeeded' else 'failed' "
    "end, failure_code = $3, finished_at = $4::timestamptz "
    "where account_id = $1 and credit_note_id = $2 and status = 'pending' "
    "returning credit_note_id"};

// The statements that look across accounts for work.
inline constexpr pg::Statement take_credit_refund{
    "take_credit_refund",
    "update credit_refund set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (account_id, credit_note_id) = (select account_id, credit_note_id from credit_refund "
    "where status = 'pending' and lease_until < clock_timestamp() "
    "order by lease_until limit 1 for update skip locked) "
    "returning account_id, credit_note_id, payment_id, amount, currency, on_test_clock, "
    "(extract(epoch from created_at) * 1000000)::bigint as created_us"};

inline constexpr pg::Statement count_credit_refunds{
    "count_credit_refunds",
    "select count(*) as waiting from credit_refund where status = 'pending'"};

#undef TENURE_CREDIT_NOTE_COLUMNS

}  // namespace tenure::billing::statements
