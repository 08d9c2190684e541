#pragma once
// SQL of renewals and notices, by name: many accounts a statement.

#include <string>
#include <vector>

#include "pg/transaction.hpp"

namespace tenure::billing::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"

// --- claims: they take rows of any account, and pass over those that another transaction holds

#define TENURE_DUE_COLUMNS                                              \
    "select account_id, version, time_zone, status, standing, notice, " \
    "clock_now is not null as on_test_clock from billing_account "

// What the next term depends on comes first, also when it is late: a deferred order of the term
// that ends, and a purchase whose payment has no outcome yet.
#define TENURE_OPEN_ORDERS                                                                    \
    "o.status in ('pending', 'scheduled') and ((o.status = 'pending' and o.kind = 'change' "  \
    "and exists (select from item_change i where i.account_id = o.account_id "                \
    "and i.order_id = o.id and i.action <> 'charge')) "                                       \
    "or (o.effect = 'deferred' and o.effective_at < a.renews_at))"

inline constexpr pg::Statement claim_renewals{
    "claim_renewals", TENURE_DUE_COLUMNS
    "a where status = 'live' and renews_at <= $1::timestamptz and clock_now is null "
    "and (held_until is null or held_until < clock_timestamp()) "
    "and not exists (select from billing_order o where o.account_id = a.account_id "
    "and " TENURE_OPEN_ORDERS
    ") "
    "order by renews_at, account_id limit $2 for update of a skip locked"};

// Asked again once the accounts are locked: one may have been placed since the claim began.
inline constexpr pg::Statement with_open_orders{
    "with_open_orders",
    "select distinct o.account_id from billing_order o join billing_account a using (account_id) "
    "where o.account_id = any($1::text[]) and " TENURE_OPEN_ORDERS};

inline constexpr pg::Statement claim_renewal_of{
    "claim_renewal_of", TENURE_DUE_COLUMNS
    "where account_id = $1 and status = 'live' and renews_at <= $2::timestamptz for update"};

inline constexpr pg::Statement claim_trial_of{
    "claim_trial_of", TENURE_DUE_COLUMNS
    "where account_id = $1 and status = 'trialing' and renews_at <= $2::timestamptz for update"};

inline constexpr pg::Statement claim_notices{
    "claim_notices", TENURE_DUE_COLUMNS
    "where notice_at <= $1::timestamptz and renews_at > $1::timestamptz and clock_now is null "
    "order by notice_at limit $2 for update skip locked"};

inline constexpr pg::Statement claim_notice_of{
    "claim_notice_of", TENURE_DUE_COLUMNS
    "where account_id = $1 and notice_at <= $2::timestamptz and renews_at > $2::timestamptz "
    "for update"};

inline constexpr pg::Statement due_renewals{
    "due_renewals",
    "select account_id from billing_account "
    "where status = 'live' and renews_at <= $1::timestamptz and clock_now is null "
    "and (held_until is null or held_until < clock_timestamp()) order by renews_at limit $2"};

inline constexpr pg::Statement next_trial{
    "next_trial",
    "select account_id from billing_account "
    "where status = 'trialing' and renews_at <= $1::timestamptz and clock_now is null "
    "and (held_until is null or held_until < clock_timestamp()) order by renews_at limit 1"};

inline constexpr pg::Statement account_is_due{
    "account_is_due",
    "select status from billing_account where account_id = $1 and renews_at <= $2::timestamptz"};

inline constexpr pg::Statement next_untold{
    "next_untold",
    "select account_id from billing_account where not state_told and clock_now is null "
    "and (held_until is null or held_until < clock_timestamp()) limit 1"};

inline constexpr pg::Statement untold_state{
    "untold_state",
    "select status = 'ended' as ended, time_zone from billing_account "
    "where account_id = $1 and not state_told"};

// What has changed meanwhile is still to be told.
inline constexpr pg::Statement note_state_told{
    "note_state_told",
    "update billing_account set state_told = (status = 'ended') = $2::boolean "
    "where account_id = $1"};

inline constexpr pg::Statement hold_account{
    "hold_account",
    "update billing_account set held_until = clock_timestamp() + interval '5 minutes' "
    "where account_id = $1"};

// --- what decides, of all claimed accounts

inline constexpr pg::Statement last_terms{
    "last_terms",
    "select distinct on (account_id) account_id, number, cycle, anchor_day, starts_on::text, "
    "renews_on::text from term where account_id = any($1::text[]) "
    "order by account_id, starts_on desc, number desc"};

inline constexpr pg::Statement details_of_accounts{
    "details_of_accounts", "select * from billing_details where account_id = any($1::text[])"};

inline constexpr pg::Statement items_of_accounts{
    "items_of_accounts",
    "select account_id, item, product, quantity, price_quarterly, price_annual, currency, "
    "name_fr, name_nl, name_en, name_de, action, limited_by, minimum, order_id, position, "
    TENURE_MICROSECONDS("effective_at") " as effective_us "
    "from item_change where account_id = any($1::text[]) and status = 'in_force' "
    "and action <> 'charge'"};

inline constexpr pg::Statement scheduled_of_accounts{
    "scheduled_of_accounts",
    "select account_id, id, kind, cycle, " TENURE_MICROSECONDS("effective_at") " as effective_us "
    "from billing_order where account_id = any($1::text[]) and kind in ('end', 'cycle') "
    "and status = 'scheduled' order by effective_at, id"};

// --- what follows

inline constexpr pg::Statement renew_accounts{
    "renew_accounts",
    "update billing_account a set status = 'live', version = version + 1, "
    "renews_at = n.renews_at, notice_at = n.notice_at, notice = n.notice, held_until = null "
    "from unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[]) "
    "as n (account_id, renews_at, notice_at, notice) where a.account_id = n.account_id"};

inline constexpr pg::Statement set_notices{
    "set_notices",
    "update billing_account a set notice_at = n.notice_at, notice = n.notice "
    "from unnest($1::text[], $2::timestamptz[], $3::text[]) as n (account_id, notice_at, notice) "
    "where a.account_id = n.account_id"};

inline constexpr pg::Statement end_accounts{
    "end_accounts",
    "update billing_account a set status = 'ended', version = version + 1, renews_at = null, "
    "notice_at = null, notice = null, ended_on = n.ended_on, ended_reason = n.reason, "
    "state_told = false "
    "from unnest($1::text[], $2::date[], $3::text[]) as n (account_id, ended_on, reason) "
    "where a.account_id = n.account_id"};

inline constexpr pg::Statement end_items{
    "end_items",
    "update item_change set status = case status when 'in_force' then 'ended' "
    "else 'withdrawn' end where account_id = any($1::text[]) and (status = 'in_force' "
    "or (status = 'draft' and (account_id, order_id) in (select account_id, id "
    "from billing_order where account_id = any($1::text[]) and status = 'scheduled')))"};

// What was scheduled for the end or later has become pointless; the cancellation itself has not.
inline constexpr pg::Statement undo_scheduled{
    "undo_scheduled",
    "update billing_order o set status = 'undone' "
    "from unnest($1::text[], $2::timestamptz[]) as n (account_id, ended_at) "
    "where o.account_id = n.account_id and o.status = 'scheduled' and o.kind <> 'end' "
    "and o.effective_at >= n.ended_at"};

inline constexpr pg::Statement take_numbers{
    "take_numbers",
    "insert into invoice_number (seller, year, last) values ($1, $2, $3) "
    "on conflict (seller, year) do update set last = invoice_number.last + $3 "
    "returning last - $3 + 1 as first"};

inline constexpr pg::Statement issue_invoices{
    "issue_invoices",
    "update invoice i set status = n.status, number = n.number, issued_on = $5::date, "
    "opened_at = $6::timestamptz, "
    "paid_at = case n.status when 'paid' then $6::timestamptz end "
    "from unnest($1::text[], $2::text[], $3::text[], $4::text[]) "
    "as n (account_id, id, status, number) "
    "where i.account_id = n.account_id and i.id = n.id and i.status = 'draft'"};

#undef TENURE_OPEN_ORDERS
#undef TENURE_DUE_COLUMNS
#undef TENURE_MICROSECONDS

// --- tables and columns that are written by COPY

struct CopyTarget {
    const char* table;
    std::vector<std::string> columns;
};

inline const CopyTarget copy_terms{
    "term", {"account_id", "number", "cycle", "anchor_day", "starts_on", "renews_on"}};
inline const CopyTarget copy_invoices{"invoice",
                                      {"account_id",
                                       "id",
                                       "status",
                                       "currency",
                                       "subtotal",
                                       "total",
                                       "legal_mentions",
                                       "language",
                                       "seller_name",
                                       "seller_line1",
                                       "seller_line2",
                                       "seller_postal_code",
                                       "seller_city",
                                       "seller_country",
                                       "seller_vat_number",
                                       "seller_trade_register",
                                       "seller_iban",
                                       "buyer_company_name",
                                       "buyer_line1",
                                       "buyer_line2",
                                       "buyer_postal_code",
                                       "buyer_city",
                                       "buyer_country",
                                       "buyer_vat_number",
                                       "buyer_vat_number_status",
                                       "buyer_email",
                                       "buyer_purchase_order"}};
inline const CopyTarget copy_lines{
    "invoice_line",
    {"account_id", "invoice_id", "position", "kind", "product", "name_fr", "name_nl", "name_en",
     "name_de", "quantity", "unit_price", "period_from", "period_until", "months", "days",
     "days_in_partial_month", "amount"}};
inline const CopyTarget copy_vat{
    "invoice_vat", {"account_id", "invoice_id", "position", "category", "rate", "base", "amount"}};
inline const CopyTarget copy_attempts{
    "collection", {"account_id", "id", "invoice_id", "status", "due_at", "on_test_clock"}};

}  // namespace tenure::billing::statements
