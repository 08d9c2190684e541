#pragma once
// Every SQL of the checks of VAT numbers, by name.

#include "pg/transaction.hpp"

namespace tenure::billing::statements {

// At the front of the queue: a new number, or one that is given again.
inline constexpr pg::Statement want_vat_check{
    "want_vat_check",
    "insert into vat_check (account_id, vat_number, due_at) values ($1, $2, clock_timestamp()) "
    "on conflict (account_id) do update set vat_number = $2, due_at = clock_timestamp(), "
    "attempts = 0, answered = false, last_error = null"};

inline constexpr pg::Statement forget_vat_check{"forget_vat_check",
                                                "delete from vat_check where account_id = $1"};

// A worker's claim, of any account. The new time is lease and back-off in one: $1 milliseconds,
// doubled with each attempt, six hours at most.
inline constexpr pg::Statement take_vat_check{
    "take_vat_check",
    "update vat_check set attempts = attempts + 1, due_at = clock_timestamp() + "
    "least(21600000, $1 * power(2, least(attempts, 20))) * interval '1 millisecond' "
    "where account_id = (select account_id from vat_check where due_at <= clock_timestamp() "
    "order by due_at limit 1 for update skip locked) returning account_id, vat_number"};

inline constexpr pg::Statement vat_check_failed{
    "vat_check_failed",
    "update vat_check set last_error = $3 where account_id = $1 and vat_number = $2"};

inline constexpr pg::Statement count_vat_checks{
    "count_vat_checks", "select count(*) as waiting from vat_check where not answered"};

inline constexpr pg::Statement insert_vat_consultation{
    "insert_vat_consultation",
    "insert into vat_consultation (account_id, vat_number, checked_at, valid, consultation, "
    "holder_name, address, registry_date) values ($1, $2, $3::timestamptz, $4, $5, $6, $7, $8)"};

inline constexpr pg::Statement vat_check_answered{
    "vat_check_answered",
    "update vat_check set due_at = clock_timestamp() + $3 * interval '1 day', attempts = 0, "
    "answered = true, last_error = null where account_id = $1 and vat_number = $2"};

}  // namespace tenure::billing::statements
