#pragma once
// Every SQL of the payment-method service, by name.

#include "pg/transaction.hpp"

namespace tenure::payment_method::statements {

#define TENURE_METHOD_COLUMNS                                                \
    "m.id, m.brand, m.last4, m.exp_month, m.exp_year, m.funding, m.holder, " \
    "(extract(epoch from m.created_at) * 1000000)::bigint as created_us, "   \
    "coalesce(a.default_method_id = m.id, false) as is_default "             \
    "from payment_method m join account a on a.account_id = m.account_id "   \
    "where m.account_id = $1 and m.removed_at is null"

inline constexpr pg::Statement insert_account{
    "insert_account", "insert into account (account_id) values ($1) on conflict do nothing"};

inline constexpr pg::Statement lock_account{
    "lock_account", "select account_id from account where account_id = $1 for update"};

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

inline constexpr pg::Statement find_card{
    "find_card",
    "select id from payment_method where account_id = $1 and fingerprint = $2 and exp_year = $3 "
    "and exp_month = $4 and removed_at is null"};

inline constexpr pg::Statement insert_method{
    "insert_method",
    "insert into payment_method (account_id, id, type, provider, token, brand, last4, exp_month, "
    "exp_year, funding, holder, fingerprint, created_at) "
    "values ($1, $2, 'card', 'sandbox', $3, $4, $5, $6, $7, $8, $9, $10, $11::timestamptz)"};

inline constexpr pg::Statement set_default_method{
    "set_default_method", "update account set default_method_id = $2 where account_id = $1"};

inline constexpr pg::Statement remove_method{
    "remove_method",
    "with before as (select token from payment_method where account_id = $1 and id = $2) "
    "update payment_method set removed_at = $3::timestamptz, token = null "
    "where account_id = $1 and id = $2 and removed_at is null "
    "returning (select token from before) as token"};

inline constexpr pg::Statement find_charge{
    "find_charge",
    "select p.id, p.status, p.amount, p.currency, p.purpose_type, p.purpose_id, p.description, "
    "p.method_id, p.failure_code, p.on_test_clock, "
    "(extract(epoch from p.created_at) * 1000000)::bigint as created_us, "
    "m.exp_month, m.exp_year, m.token from payment p join payment_method m "
    "on m.account_id = p.account_id and m.id = p.method_id "
    "where p.account_id = $1 and p.id = $2"};

inline constexpr pg::Statement find_open_payment{
    "find_open_payment",
    "select id from payment where account_id = $1 and method_id = $2 "
    "and status in ('created', 'unknown') limit 1"};

inline constexpr pg::Statement insert_payment{
    "insert_payment",
    "insert into payment (account_id, id, status, amount, currency, purpose_type, purpose_id, "
    "description, method_id, created_at, on_test_clock, subject, request_id, lease_until) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11, $12, $13, "
    "clock_timestamp() + $14 * interval '1 millisecond')"};

inline constexpr pg::Statement update_payment{
    "update_payment",
    "update payment set status = $3, failure_code = $4, finished_at = $5::timestamptz "
    "where account_id = $1 and id = $2 and status in ('created', 'unknown')"};

// The one statement that looks across accounts for work: the sweeper's claim.
inline constexpr pg::Statement take_unfinished_payment{
    "take_unfinished_payment",
    "update payment set attempts = attempts + 1, lease_until = clock_timestamp() + "
    "least(300000, $1 * power(2, least(attempts, 10))) * interval '1 millisecond' "
    "where (account_id, id) = (select account_id, id from payment "
    "where status in ('created', 'unknown') and lease_until < clock_timestamp() "
    "order by lease_until limit 1 for update skip locked) returning account_id, id"};

inline constexpr pg::Statement count_unfinished_payments{
    "count_unfinished_payments",
    "select count(*) from payment where status in ('created', 'unknown')"};

inline constexpr pg::Statement sandbox_keep_card{
    "sandbox_keep_card", "insert into sandbox.card (token, behaviour) values ($1, $2)"};

inline constexpr pg::Statement sandbox_forget_card{"sandbox_forget_card",
                                                   "delete from sandbox.card where token = $1"};

inline constexpr pg::Statement sandbox_find_card{
    "sandbox_find_card", "select behaviour from sandbox.card where token = $1"};

inline constexpr pg::Statement sandbox_enter_charge{
    "sandbox_enter_charge",
    "insert into sandbox.charge (account_id, payment_id, token, amount, currency, status, "
    "failure_code) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing "
    "returning payment_id"};

inline constexpr pg::Statement sandbox_find_charge{
    "sandbox_find_charge",
    "select status, failure_code from sandbox.charge where account_id = $1 and payment_id = $2"};

inline constexpr pg::Statement sandbox_lose_request{
    "sandbox_lose_request",
    "insert into sandbox.lost_request (account_id, payment_id) values ($1, $2) "
    "on conflict do nothing returning payment_id"};

#undef TENURE_METHOD_COLUMNS

}  // namespace tenure::payment_method::statements
