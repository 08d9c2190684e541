#pragma once
// Every SQL of the billing service, by name.

#include "pg/transaction.hpp"

namespace tenure::billing::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"

// --- account, details, terms, items

inline constexpr pg::Statement insert_account{
    "insert_account",
    "insert into billing_account (account_id) values ($1) on conflict do nothing"};

inline constexpr pg::Statement lock_account{
    "lock_account", "select account_id from billing_account where account_id = $1 for update"};

inline constexpr pg::Statement find_account{
    "find_account",
    "select version, time_zone, status, standing, ended_on::text from billing_account "
    "where account_id = $1"};

inline constexpr pg::Statement raise_version{
    "raise_version", "update billing_account set version = version + 1 where account_id = $1"};

inline constexpr pg::Statement begin_life{
    "begin_life",
    "update billing_account set time_zone = $2, status = $3, standing = 'good', "
    "renews_at = $4::timestamptz, notice_at = $5::timestamptz, notice = $6, ended_on = null, "
    "ended_reason = null, state_told = false where account_id = $1"};

inline constexpr pg::Statement list_scheduled{
    "list_scheduled",
    "select id, kind, cycle, " TENURE_MICROSECONDS("effective_at") " as effective_us "
    "from billing_order where account_id = $1 and kind in ('end', 'cycle') "
    "and status = 'scheduled' order by effective_at, id"};

inline constexpr pg::Statement list_terms{
    "list_terms",
    "select number, cycle, anchor_day, starts_on::text, renews_on::text from term "
    "where account_id = $1 order by number"};

inline constexpr pg::Statement insert_term{
    "insert_term",
    "insert into term (account_id, number, cycle, anchor_day, starts_on, renews_on) "
    "values ($1, $2, $3, $4, $5, $6)"};

inline constexpr pg::Statement find_details{
    "find_details",
    "select d.version, d.company_name, d.line1, d.line2, d.postal_code, d.city, d.country, "
    "d.vat_number, d.vat_number_status, d.email, d.language, d.purchase_order, "
    "c.consultation as vat_consultation, " TENURE_MICROSECONDS("c.checked_at") " as checked_us "
    "from billing_details d left join lateral (select consultation, checked_at "
    "from vat_consultation where account_id = d.account_id and vat_number = d.vat_number "
    "order by id desc limit 1) c on true where d.account_id = $1"};

inline constexpr pg::Statement save_details{
    "save_details",
    "insert into billing_details (account_id, version, company_name, line1, line2, postal_code, "
    "city, country, vat_number, vat_number_status, email, language, purchase_order) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "on conflict (account_id) do update set version = $2, company_name = $3, line1 = $4, "
    "line2 = $5, postal_code = $6, city = $7, country = $8, vat_number = $9, "
    "vat_number_status = $10, email = $11, language = $12, purchase_order = $13"};

#define TENURE_ITEM_COLUMNS                                              \
    "item, product, quantity, price_quarterly, price_annual, currency, " \
    "name_fr, name_nl, name_en, name_de, action, limited_by, minimum, "  \
    "order_id, position, " TENURE_MICROSECONDS("effective_at") " as effective_us"

inline constexpr pg::Statement list_items{
    "list_items", "select " TENURE_ITEM_COLUMNS
                  " from item_change where account_id = $1 and status = 'in_force' "
                  "and action <> 'charge' order by effective_at, order_id, position"};

// Of orders whose payment's outcome is not known yet.
inline constexpr pg::Statement list_pending_items{
    "list_pending_items",
    "select " TENURE_ITEM_COLUMNS
    " from item_change where account_id = $1 and status = 'draft' and order_id in "
    "(select id from billing_order where account_id = $1 and status = 'pending') "
    "order by effective_at, order_id, position"};

// Of deferred orders that wait for their instant.
inline constexpr pg::Statement list_deferred_items{
    "list_deferred_items",
    "select " TENURE_ITEM_COLUMNS
    " from item_change where account_id = $1 and status = 'draft' and order_id in "
    "(select id from billing_order where account_id = $1 and status = 'scheduled') "
    "order by effective_at, order_id, position"};

inline constexpr pg::Statement list_order_items{
    "list_order_items", "select " TENURE_ITEM_COLUMNS
                        " from item_change where account_id = $1 and order_id = $2 "
                        "order by position"};

inline constexpr pg::Statement insert_item{
    "insert_item",
    "insert into item_change (account_id, order_id, position, item, product, quantity, "
    "effective_at, status, price_quarterly, price_annual, currency, name_fr, name_nl, name_en, "
    "name_de, action, limited_by, minimum) values ($1, $2, $3, $4, $5, $6, $7::timestamptz, "
    "'draft', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"};

inline constexpr pg::Statement set_items{
    "set_items",
    "update item_change set status = $3 where account_id = $1 and order_id = $2 "
    "and status = 'draft'"};

inline constexpr pg::Statement withdraw_items{
    "withdraw_items",
    "update item_change set status = 'withdrawn' where account_id = $1 and order_id = $2 "
    "and status in ('draft', 'in_force')"};

// --- quotes

#define TENURE_QUOTE_COLUMNS \
    "q.id as quote_id, q.purchase, q.account_version, q.total as quote_total, "               \
    "q.currency as quote_currency, q.next_date::text, q.next_subtotal, q.next_total, "        \
    TENURE_MICROSECONDS("q.created_at") " as created_us, "                                    \
    TENURE_MICROSECONDS("q.expires_at") " as expires_us, "                                    \
    TENURE_MICROSECONDS("q.effective_at") " as quote_effective_us, q.used_by"

inline constexpr pg::Statement find_quote{
    "find_quote", "select " TENURE_QUOTE_COLUMNS " from quote q where account_id = $1 and id = $2"};

inline constexpr pg::Statement insert_quote{
    "insert_quote",
    "insert into quote (account_id, id, purchase, account_version, total, currency, created_at, "
    "expires_at, effective_at, next_date, next_subtotal, next_total) values ($1, $2, $3, $4, $5, "
    "$6, $7::timestamptz, $8::timestamptz, $9::timestamptz, $10, $11, $12)"};

inline constexpr pg::Statement use_quote{
    "use_quote", "update quote set used_by = $3 where account_id = $1 and id = $2"};

inline constexpr pg::Statement free_quote{
    "free_quote", "update quote set used_by = null where account_id = $1 and used_by = $2"};

// --- orders

#define TENURE_SELECT_ORDER \
    "select o.id, o.status, o.kind, o.seller, o.content, " \
    TENURE_MICROSECONDS("o.placed_at") " as placed_us, " \
    TENURE_MICROSECONDS("o.effective_at") " as effective_us, " \
    TENURE_MICROSECONDS("o.execute_at") " as execute_us, " \
    "o.cycle as order_cycle, o.trial_days, o.effect, o.change_window, o.time_zone, " \
    "o.decline_code, o.decline_detail, o.attempts, " TENURE_QUOTE_COLUMNS ", " \
    "i.id as invoice_id, i.status as invoice_status, i.number as invoice_number, i.subtotal, " \
    "i.total, i.currency, " \
    "t.number, t.cycle, t.anchor_day, t.starts_on::text, t.renews_on::text " \
    "from billing_order o " \
    "join quote q on q.account_id = o.account_id and q.id = o.quote_id " \
    "left join invoice i on i.account_id = o.account_id and i.order_id = o.id " \
    "left join term t on t.account_id = o.account_id and t.number = o.term_number "

inline constexpr pg::Statement find_order{
    "find_order", TENURE_SELECT_ORDER " where o.account_id = $1 and o.id = $2"};

inline constexpr pg::Statement page_cycle_changes{
    "page_cycle_changes", TENURE_SELECT_ORDER
    " where o.account_id = $1 and o.kind = 'cycle' and ($2 = '' or o.id < $2) "
    "order by o.id desc limit $3"};

inline constexpr pg::Statement start_is_pending{
    "start_is_pending",
    "select id from billing_order where account_id = $1 and kind = 'start' "
    "and status = 'pending'"};

inline constexpr pg::Statement insert_order{
    "insert_order",
    "insert into billing_order (account_id, id, status, kind, seller, content, quote_id, "
    "placed_at, cycle, time_zone, term_number, subject, request_id, on_test_clock, lease_until, "
    "effect, effective_at, execute_at, change_window, trial_days) values ($1, $2, $15, $3, $4, "
    "$5, $6, $7::timestamptz, $8, $9, $10, $11, $12, $13, "
    "clock_timestamp() + $14 * interval '1 millisecond', $16, $17::timestamptz, "
    "$18::timestamptz, $19, $20)"};

inline constexpr pg::Statement take_up{
    "take_up",
    "update billing_order set attempts = attempts + 1, "
    "lease_until = clock_timestamp() + $3 * interval '1 millisecond' "
    "where account_id = $1 and id = $2 and status = 'pending' returning attempts"};

// Items and draft invoice go with it.
inline constexpr pg::Statement withdraw_order{
    "withdraw_order",
    "delete from billing_order where account_id = $1 and id = $2 and status = 'pending' "
    "and attempts = $3"};

inline constexpr pg::Statement decline_order{
    "decline_order",
    "update billing_order set status = 'declined', decline_code = $3, decline_detail = $4 "
    "where account_id = $1 and id = $2 and status in ('pending', 'scheduled')"};

inline constexpr pg::Statement apply_order{
    "apply_order",
    "update billing_order set status = 'applied', term_number = $3 "
    "where account_id = $1 and id = $2 and status in ('pending', 'scheduled')"};

inline constexpr pg::Statement take_up_deferred{
    "take_up_deferred",
    "update billing_order set status = 'pending', term_number = $3, attempts = 1, "
    "lease_until = clock_timestamp() + $4 * interval '1 millisecond' "
    "where account_id = $1 and id = $2 and status = 'scheduled'"};

inline constexpr pg::Statement undo_order{
    "undo_order",
    "update billing_order set status = 'undone' where account_id = $1 and id = $2 "
    "and status = 'scheduled'"};

// These two take rows of any account: the claims of the sweeper and of deferred orders.
inline constexpr pg::Statement take_deferred{
    "take_deferred",
    "update billing_order set lease_until = clock_timestamp() + $1 * interval '1 millisecond' "
    "where (account_id, id) = (select o.account_id, o.id from billing_order o "
    "join billing_account a on a.account_id = o.account_id and a.clock_now is null "
    "where o.status = 'scheduled' and o.execute_at <= $2::timestamptz "
    "and o.lease_until < clock_timestamp() order by o.execute_at limit 1 "
    "for update of o skip locked) "
    "returning account_id, id, attempts, subject, request_id, on_test_clock, " TENURE_MICROSECONDS(
        "effective_at") " as effective_us"};

inline constexpr pg::Statement take_unfinished{
    "take_unfinished",
    "update billing_order set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (account_id, id) = (select account_id, id from billing_order where "
    "status = 'pending' and lease_until < clock_timestamp() order by lease_until limit 1 "
    "for update skip locked) "
    "returning account_id, id, attempts, subject, request_id, on_test_clock, " TENURE_MICROSECONDS(
        "effective_at") " as effective_us"};

inline constexpr pg::Statement count_pending{
    "count_pending", "select count(*) as pending from billing_order where status = 'pending'"};

// --- invoices

#define TENURE_INVOICE_COLUMNS \
    "id, status, number, issued_on::text, " TENURE_MICROSECONDS("paid_at") " as paid_us, "        \
    "order_id, currency, subtotal, total, credited, legal_mentions, language, seller_name, "     \
    "seller_line1, seller_line2, seller_postal_code, seller_city, seller_country, "              \
    "seller_vat_number, seller_trade_register, seller_iban, buyer_company_name, buyer_line1, "   \
    "buyer_line2, buyer_postal_code, buyer_city, buyer_country, buyer_vat_number, "              \
    "buyer_vat_number_status, buyer_email, buyer_purchase_order"

inline constexpr pg::Statement find_invoice{"find_invoice",
                                            "select " TENURE_INVOICE_COLUMNS
                                            " from invoice where account_id = $1 and id = $2"};

inline constexpr pg::Statement page_invoices{
    "page_invoices", "select " TENURE_INVOICE_COLUMNS
                     " from invoice where account_id = $1 and number is not null "
                     "and ($2 = '' or id < $2) and ($4::text is null or status = $4) "
                     "order by id desc limit $3"};

inline constexpr pg::Statement insert_invoice{
    "insert_invoice",
    "insert into invoice (account_id, id, status, order_id, currency, subtotal, total, "
    "legal_mentions, language, seller_name, seller_line1, seller_line2, seller_postal_code, "
    "seller_city, seller_country, seller_vat_number, seller_trade_register, seller_iban, "
    "buyer_company_name, buyer_line1, buyer_line2, buyer_postal_code, buyer_city, buyer_country, "
    "buyer_vat_number, buyer_vat_number_status, buyer_email, buyer_purchase_order) values "
    "($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $21, $22, $23, $24, $25, $26, $27)"};

inline constexpr pg::Statement list_lines{
    "list_lines",
    "select kind, product, name_fr, name_nl, name_en, name_de, quantity, unit_price, "
    "period_from::text, period_until::text, months, days, days_in_partial_month, amount "
    "from invoice_line where account_id = $1 and invoice_id = $2 order by position"};

inline constexpr pg::Statement insert_line{
    "insert_line",
    "insert into invoice_line (account_id, invoice_id, position, kind, product, name_fr, name_nl, "
    "name_en, name_de, quantity, unit_price, period_from, period_until, months, days, "
    "days_in_partial_month, amount) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
    "$13, $14, $15, $16, $17)"};

inline constexpr pg::Statement list_vat{
    "list_vat",
    "select category, rate, base, amount from invoice_vat "
    "where account_id = $1 and invoice_id = $2 order by position"};

inline constexpr pg::Statement insert_vat{
    "insert_vat",
    "insert into invoice_vat (account_id, invoice_id, position, category, rate, base, amount) "
    "values ($1, $2, $3, $4, $5, $6, $7)"};

inline constexpr pg::Statement withdraw_invoice{
    "withdraw_invoice",
    "update invoice set status = 'withdrawn' where account_id = $1 and order_id = $2 "
    "and status = 'draft'"};

inline constexpr pg::Statement issue_invoice{
    "issue_invoice",
    "update invoice set status = $3, number = $4, issued_on = $5, opened_at = $6::timestamptz, "
    "paid_at = $7::timestamptz where account_id = $1 and id = $2 and status = 'draft'"};

inline constexpr pg::Statement close_invoice{
    "close_invoice",
    "update invoice set status = $3 "
    "where account_id = $1 and id = $2 and status = 'open'"};

inline constexpr pg::Statement pay_invoice{
    "pay_invoice",
    "update invoice set status = 'paid', paid_at = $3::timestamptz "
    "where account_id = $1 and id = $2 and status = 'open'"};

// The seller's counter is no account's: whoever takes a number holds it until the commit.
inline constexpr pg::Statement take_number{
    "take_number",
    "insert into invoice_number (seller, year, last) values ($1, $2, 1) "
    "on conflict (seller, year) do update set last = invoice_number.last + 1 returning last"};

#undef TENURE_INVOICE_COLUMNS
#undef TENURE_QUOTE_COLUMNS
#undef TENURE_SELECT_ORDER
#undef TENURE_ITEM_COLUMNS
#undef TENURE_MICROSECONDS

}  // namespace tenure::billing::statements
