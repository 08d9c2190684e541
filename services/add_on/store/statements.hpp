#pragma once
// Every SQL of the add-on service, by name. Licence and changes are libs/selling_pg's.

#include "pg/transaction.hpp"

namespace tenure::add_on::statements {

#define TENURE_MICROSECONDS(column) "(extract(epoch from " column ") * 1000000)::bigint"
// Users are named under the account's lock, so the identifiers' order is that of naming.
#define TENURE_NAMED_USER \
    "select n.id, n.stretch, n.user_id, n.named_by, " TENURE_MICROSECONDS("n.named_at")      \
    " as named_us, (select count(*) from named_user o where o.account_id = n.account_id and " \
    "o.stretch = n.stretch and o.id <= n.id) as place from named_user n "                    \
    "where n.account_id = $1 and n.stretch = $2 "

inline constexpr pg::Statement list_plan{
    "list_plan", "select action, quantity, " TENURE_MICROSECONDS("effective_at")
                 " as effective_us from plan_step where account_id = $1 "
                 "order by effective_at, order_id, position"};

inline constexpr pg::Statement delete_plan_order{
    "delete_plan_order", "delete from plan_step where account_id = $1 and order_id = $2"};

inline constexpr pg::Statement insert_plan_step{
    "insert_plan_step",
    "insert into plan_step (account_id, order_id, position, action, quantity, effective_at) "
    "values ($1, $2, $3, $4, $5, $6::timestamptz)"};

inline constexpr pg::Statement delete_plan{"delete_plan",
                                           "delete from plan_step where account_id = $1"};

inline constexpr pg::Statement find_trial{
    "find_trial",
    "select change_id, " TENURE_MICROSECONDS("started_at") " as started_us, " TENURE_MICROSECONDS(
        "ends_at") " as ends_us from trial where account_id = $1"};

inline constexpr pg::Statement insert_trial{
    "insert_trial",
    "insert into trial (account_id, change_id, started_at, ends_at) "
    "values ($1, $2, $3::timestamptz, $4::timestamptz)"};

inline constexpr pg::Statement cut_trial{
    "cut_trial",
    "update trial set ends_at = least(ends_at, $2::timestamptz) where account_id = $1"};

inline constexpr pg::Statement count_named{
    "count_named", "select count(*) from named_user where account_id = $1 and stretch = $2"};

inline constexpr pg::Statement find_named{"find_named", TENURE_NAMED_USER "and n.user_id = $3"};

inline constexpr pg::Statement page_named{
    "page_named", TENURE_NAMED_USER "and ($3 = '' or n.id < $3) order by n.id desc limit $4"};

inline constexpr pg::Statement insert_named{
    "insert_named",
    "insert into named_user (account_id, stretch, id, user_id, named_at, named_by) "
    "values ($1, $2, $3, $4, $5::timestamptz, $6)"};

inline constexpr pg::Statement delete_named{
    "delete_named",
    "delete from named_user where account_id = $1 and stretch = $2 and user_id = $3"};

#undef TENURE_NAMED_USER
#undef TENURE_MICROSECONDS

}  // namespace tenure::add_on::statements
