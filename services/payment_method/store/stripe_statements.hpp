#pragma once
// Every SQL of the book of Stripe's objects, by name.

#include "pg/transaction.hpp"

namespace tenure::payment_method::statements {

inline constexpr pg::Statement stripe_find_customer{
    "stripe_find_customer", "select customer_id from stripe.customer where account_id = $1"};

inline constexpr pg::Statement stripe_keep_customer{
    "stripe_keep_customer",
    "insert into stripe.customer (account_id, customer_id) values ($1, $2) "
    "on conflict (account_id) do nothing"};

inline constexpr pg::Statement stripe_find_intent{
    "stripe_find_intent",
    "select intent_id, faults, (extract(epoch from created_at) * 1000000)::bigint as created_us "
    "from stripe.intent where account_id = $1 and payment_id = $2"};

inline constexpr pg::Statement stripe_keep_intent{
    "stripe_keep_intent",
    "insert into stripe.intent (account_id, payment_id, intent_id, created_at) "
    "values ($1, $2, $3, $4::timestamptz) on conflict (account_id, payment_id) do nothing"};

inline constexpr pg::Statement stripe_note_fault{
    "stripe_note_fault",
    "update stripe.intent set faults = $3 "
    "where account_id = $1 and payment_id = $2 and faults = $3 - 1"};

// By Stripe's own id: a notification names nothing else.
inline constexpr pg::Statement stripe_find_payment{
    "stripe_find_payment", "select account_id, payment_id from stripe.intent where intent_id = $1"};

}  // namespace tenure::payment_method::statements
