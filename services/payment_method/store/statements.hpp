#pragma once
// Every SQL of the payment-method service, by name.

#include "pg/transaction.hpp"

namespace tenure::payment_method::statements {

#define TENURE_METHOD_COLUMNS                                                                 \
    "m.id, m.type, m.brand, m.last4, m.exp_month, m.exp_year, m.funding, m.holder, "          \
    "m.country, m.bic, (extract(epoch from m.created_at) * 1000000)::bigint as created_us, "  \
    "coalesce(a.default_method_id = m.id, false) as is_default, d.reference, "                \
    "d.creditor_identifier, d.creditor_name, d.scheme, d.signed_on::text as signed_on, "      \
    "(extract(epoch from d.accepted_at) * 1000000)::bigint as accepted_us, d.accepted_from, " \
    "d.user_agent, d.text_fr, d.text_nl, d.text_en, d.text_de, d.type as mandate_type, "      \
    "(extract(epoch from d.cancelled_at) * 1000000)::bigint as cancelled_us, "                \
    "(extract(epoch from d.ended_at) * 1000000)::bigint as ended_us, "                        \
    "(select max(extract(epoch from c.accepted_at) * 1000000)::bigint "                       \
    "from mandate_amendment c where c.account_id = d.account_id "                             \
    "and c.method_id = d.method_id and c.reference = d.reference) as amended_us, "            \
    "(select max(u.created_at)::date::text from payment u where u.account_id = d.account_id " \
    "and u.method_id = d.method_id and u.created_at >= d.accepted_at "                        \
    "and u.status <> 'failed') as last_used_on "                                              \
    "from payment_method m join account a on a.account_id = m.account_id "                    \
    "left join mandate d on d.account_id = m.account_id and d.method_id = m.id "              \
    "and d.superseded_at is null "                                                            \
    "where m.account_id = $1 and m.removed_at is null"

inline constexpr pg::Statement insert_account{
    "insert_account", "insert into account (account_id) values ($1) on conflict do nothing"};

inline constexpr pg::Statement lock_account{
    "lock_account", "select account_id from account where account_id = $1 for update"};

inline constexpr pg::Statement put_on_test_clock{
    "put_on_test_clock",
    "update account set on_test_clock = true where account_id = $1 and not on_test_clock"};

inline constexpr pg::Statement find_subscription_state{
    "find_subscription_state", "select subscription_state from account where account_id = $1"};

inline constexpr pg::Statement set_subscription_state{
    "set_subscription_state",
    "update account set subscription_state = $2 "
    "where account_id = $1 and subscription_state <> $2"};

inline constexpr pg::Statement find_zone{"find_zone",
                                         "select time_zone from account where account_id = $1"};

inline constexpr pg::Statement set_zone{"set_zone",
                                        "update account set time_zone = $2 where account_id = $1"};

inline constexpr pg::Statement find_method{"find_method",
                                           "select " TENURE_METHOD_COLUMNS " and m.id = $2"};

inline constexpr pg::Statement find_default_method{
    "find_default_method", "select " TENURE_METHOD_COLUMNS " and m.id = a.default_method_id"};

inline constexpr pg::Statement page_methods{
    "page_methods",
    "select " TENURE_METHOD_COLUMNS " and ($2 = '' or m.id < $2) order by m.id desc limit $3"};

inline constexpr pg::Statement count_methods{
    "count_methods",
    "select count(*) from payment_method where account_id = $1 and removed_at is null"};

inline constexpr pg::Statement find_instrument{
    "find_instrument",
    "select id from payment_method where account_id = $1 and fingerprint = $2 "
    "and exp_year is not distinct from $3 and exp_month is not distinct from $4 "
    "and removed_at is null"};

inline constexpr pg::Statement find_token{
    "find_token",
    "select id from payment_method where account_id = $1 and provider = $2 and token = $3"};

inline constexpr pg::Statement insert_method{
    "insert_method",
    "insert into payment_method (account_id, id, type, provider, token, fingerprint, notice_at, "
    "created_at, last4, holder, brand, exp_month, exp_year, funding, country, bic) "
    "values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8::timestamptz, $9, $10, $11, $12, $13, "
    "$14, $15, $16)"};

inline constexpr pg::Statement set_default_method{
    "set_default_method", "update account set default_method_id = $2 where account_id = $1"};

inline constexpr pg::Statement remove_method{
    "remove_method",
    "with before as (select token, provider from payment_method where account_id = $1 and id = "
    "$2), "
    "appointed as (update account set default_method_id = null "
    "where account_id = $1 and default_method_id = $2) "
    "update payment_method set removed_at = $3::timestamptz, token = null, notice_at = null "
    "where account_id = $1 and id = $2 and removed_at is null "
    "returning (select token from before) as token, (select provider from before) as provider"};

inline constexpr pg::Statement take_notice{
    "take_notice",
    "update payment_method set notice_at = null "
    "where account_id = $1 and id = $2 and notice_at is not null returning id"};

inline constexpr pg::Statement find_charge{
    "find_charge",
    "select p.id, p.status, p.amount, p.currency, p.purpose_type, p.purpose_id, p.description, "
    "p.method_id, p.failure_code, p.on_test_clock, p.customer_present, "
    "(extract(epoch from p.created_at) * 1000000)::bigint as created_us, "
    "(extract(epoch from p.due_at) * 1000000)::bigint as due_us, p.action_url, p.reference, "
    "(select coalesce(sum(r.amount), 0)::bigint from refund r where r.account_id = p.account_id "
    "and r.payment_id = p.id and r.status = 'succeeded') as refunded, "
    "p.collected_on::text as collected_on, (select a.time_zone from account a "
    "where a.account_id = p.account_id) as time_zone, m.type, m.exp_month, m.exp_year, m.provider, "
    "m.token, "
    "d.type as mandate_type, d.signed_on::text as signed_on, "
    "(extract(epoch from d.cancelled_at) * 1000000)::bigint as cancelled_us, "
    "(extract(epoch from d.ended_at) * 1000000)::bigint as ended_us, "
    "(select max(u.created_at)::date::text from payment u where u.account_id = d.account_id "
    "and u.method_id = d.method_id and u.created_at >= d.accepted_at and u.status <> 'failed' "
    "and u.id <> p.id) as last_used_on from payment p join payment_method m "
    "on m.account_id = p.account_id and m.id = p.method_id left join mandate d "
    "on d.account_id = m.account_id and d.method_id = m.id and d.superseded_at is null "
    "where p.account_id = $1 and p.id = $2"};

inline constexpr pg::Statement find_open_payment{
    "find_open_payment",
    "select id from payment where account_id = $1 and method_id = $2 "
    "and status in ('created', 'requires_action', 'processing', 'unknown') limit 1"};

inline constexpr pg::Statement insert_payment{
    "insert_payment",
    "insert into payment (account_id, id, status, amount, currency, purpose_type, purpose_id, "
    "description, method_id, created_at, on_test_clock, subject, request_id, customer_present, "
    "lease_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11, $12, $13, "
    "$14, clock_timestamp() + $15 * interval '1 millisecond')"};

// What a payment may become, the domain decides (settle); the account is locked.
inline constexpr pg::Statement update_payment{
    "update_payment",
    "update payment set status = $3, failure_code = $4, due_at = $5::timestamptz, "
    "action_url = $8, reference = $9, collected_on = $10::date, finished_at = case when $6 then "
    "coalesce(finished_at, "
    "$7::timestamptz) end "
    "where account_id = $1 and id = $2 and status not in ('failed', 'returned')"};

inline constexpr pg::Statement find_cancelled{
    "find_cancelled", "select id from payment_cancelled where account_id = $1 and id = $2"};

inline constexpr pg::Statement insert_cancelled{
    "insert_cancelled",
    "insert into payment_cancelled (account_id, id, cancelled_at) "
    "values ($1, $2, $3::timestamptz)"};

inline constexpr pg::Statement next_due{
    "next_due",
    "(select id as payment_id, null as method_id, "
    "(extract(epoch from due_at) * 1000000)::bigint as due_us from payment "
    "where account_id = $1 and due_at is not null order by due_at, id limit 1) union all "
    "(select null, id, (extract(epoch from notice_at) * 1000000)::bigint from payment_method "
    "where account_id = $1 and notice_at is not null and removed_at is null "
    "order by notice_at, id limit 1) order by due_us, payment_id limit 1"};

// The statements that look across accounts for work.
inline constexpr pg::Statement take_due_payment{
    "take_due_payment",
    "update payment set lease_until = clock_timestamp() + $2 * interval '1 millisecond' "
    "where (account_id, id) = (select p.account_id, p.id from payment p "
    "join account a on a.account_id = p.account_id where p.due_at <= $1::timestamptz "
    "and p.lease_until < clock_timestamp() and not a.on_test_clock "
    "order by p.due_at limit 1 for update of p skip locked) returning account_id, id, "
    "(extract(epoch from due_at) * 1000000)::bigint as due_us"};

inline constexpr pg::Statement find_due_notice{
    "find_due_notice",
    "select m.account_id, m.id, (extract(epoch from m.notice_at) * 1000000)::bigint as due_us "
    "from payment_method m join account a on a.account_id = m.account_id "
    "where m.notice_at <= $1::timestamptz and m.removed_at is null and not a.on_test_clock "
    "order by m.notice_at limit 1"};

inline constexpr pg::Statement take_unfinished_payment{
    "take_unfinished_payment",
    "update payment set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (account_id, id) = (select account_id, id from payment "
    "where status in ('created', 'unknown') and lease_until < clock_timestamp() "
    "order by lease_until limit 1 for update skip locked) returning account_id, id"};

inline constexpr pg::Statement find_refund{
    "find_refund",
    "select id, payment_id, status, amount, currency, failure_code, reference, on_test_clock, "
    "(extract(epoch from created_at) * 1000000)::bigint as created_us "
    "from refund where account_id = $1 and id = $2"};

inline constexpr pg::Statement sum_refunds{
    "sum_refunds",
    "select coalesce(sum(amount), 0)::bigint from refund "
    "where account_id = $1 and payment_id = $2 and status <> 'failed'"};

inline constexpr pg::Statement insert_refund{
    "insert_refund",
    "insert into refund (account_id, id, payment_id, status, amount, currency, created_at, "
    "on_test_clock, subject, request_id, lease_until) values ($1, $2, $3, $4, $5, $6, "
    "$7::timestamptz, $8, $9, $10, clock_timestamp() + $11 * interval '1 millisecond')"};

inline constexpr pg::Statement update_refund{
    "update_refund",
    "update refund set status = $3, failure_code = $4, reference = $5, "
    "finished_at = $6::timestamptz where account_id = $1 and id = $2 "
    "and status not in ('succeeded', 'failed')"};

inline constexpr pg::Statement take_unfinished_refund{
    "take_unfinished_refund",
    "update refund set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (account_id, id) = (select account_id, id from refund "
    "where status in ('created', 'processing', 'unknown') and lease_until < clock_timestamp() "
    "order by lease_until limit 1 for update skip locked) returning account_id, id"};

inline constexpr pg::Statement keep_notification{
    "keep_notification",
    "insert into provider_notification (provider, id, type, account_id, payment_id, received_at) "
    "values ($1, $2, $3, $4, $5, $6::timestamptz) on conflict do nothing"};

inline constexpr pg::Statement take_notification{
    "take_notification",
    "update provider_notification set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (provider, id) = (select provider, id from provider_notification "
    "where finished_at is null and lease_until < clock_timestamp() "
    "order by lease_until limit 1 for update skip locked) "
    "returning provider, id, type, account_id, payment_id"};

inline constexpr pg::Statement finish_notification{
    "finish_notification",
    "update provider_notification set finished_at = clock_timestamp() "
    "where provider = $1 and id = $2"};

inline constexpr pg::Statement count_unfinished_payments{
    "count_unfinished_payments",
    "select count(*) from payment where status in ('created', 'unknown')"};

inline constexpr pg::Statement sandbox_keep{
    "sandbox_keep", "insert into sandbox.instrument (token, behaviour) values ($1, $2)"};

inline constexpr pg::Statement sandbox_forget{"sandbox_forget",
                                              "delete from sandbox.instrument where token = $1"};

inline constexpr pg::Statement sandbox_find_instrument{
    "sandbox_find_instrument", "select behaviour from sandbox.instrument where token = $1"};

inline constexpr pg::Statement sandbox_enter_charge{
    "sandbox_enter_charge",
    "insert into sandbox.charge (account_id, payment_id, token, amount, currency, settles_at, "
    "failure_code, returns_at, return_code, action_until) values ($1, $2, $3, $4, $5, "
    "$6::timestamptz, $7, $8::timestamptz, $9, $10::timestamptz) on conflict do nothing "
    "returning payment_id"};

inline constexpr pg::Statement sandbox_find_charge{
    "sandbox_find_charge",
    "select (extract(epoch from settles_at) * 1000000)::bigint as settles_us, failure_code, "
    "(extract(epoch from returns_at) * 1000000)::bigint as returns_us, return_code, "
    "(extract(epoch from action_until) * 1000000)::bigint as action_us "
    "from sandbox.charge where account_id = $1 and payment_id = $2"};

inline constexpr pg::Statement sandbox_finish_action{
    "sandbox_finish_action",
    "update sandbox.charge set action_until = null, failure_code = case when $3 then failure_code "
    "else 'payment_authentication_required' end "
    "where account_id = $1 and payment_id = $2 and action_until is not null"};

inline constexpr pg::Statement sandbox_lock_charge{
    "sandbox_lock_charge",
    "select amount from sandbox.charge where account_id = $1 and payment_id = $2 for update"};

inline constexpr pg::Statement sandbox_enter_refund{
    "sandbox_enter_refund",
    "insert into sandbox.refund (account_id, refund_id, payment_id, amount) "
    "select c.account_id, $3, c.payment_id, $4::bigint from sandbox.charge c "
    "where c.account_id = $1 and c.payment_id = $2 and c.failure_code is null "
    "and c.amount >= $4::bigint + (select coalesce(sum(r.amount), 0) from sandbox.refund r "
    "where r.account_id = $1 and r.payment_id = $2) on conflict do nothing"};

inline constexpr pg::Statement sandbox_find_refund{
    "sandbox_find_refund",
    "select refund_id from sandbox.refund where account_id = $1 and refund_id = $2"};

inline constexpr pg::Statement sandbox_lose_request{
    "sandbox_lose_request",
    "insert into sandbox.lost_request (account_id, payment_id) values ($1, $2) "
    "on conflict do nothing returning payment_id"};

#undef TENURE_METHOD_COLUMNS

}  // namespace tenure::payment_method::statements
