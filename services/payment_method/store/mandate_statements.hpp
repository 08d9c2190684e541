#pragma once
// SQL of mandates' lives, by name.

#include "pg/transaction.hpp"

namespace tenure::payment_method::statements {

inline constexpr pg::Statement find_registered{
    "find_registered",
    "select provider, token, fingerprint from payment_method "
    "where account_id = $1 and id = $2 and removed_at is null"};

inline constexpr pg::Statement find_bank_accounts{
    "find_bank_accounts",
    "select provider, token, fingerprint from payment_method "
    "where account_id = $1 and type = 'sepa_debit' and removed_at is null order by id"};

inline constexpr pg::Statement insert_mandate{
    "insert_mandate",
    "insert into mandate (account_id, method_id, reference, creditor_identifier, creditor_name, "
    "scheme, signed_on, accepted_at, accepted_from, user_agent, text_fr, text_nl, text_en, "
    "text_de, type) values ($1, $2, $3, $4, $5, $6, $7::date, $8::timestamptz, $9, $10, $11, "
    "$12, $13, $14, $15)"};

inline constexpr pg::Statement supersede_mandate{
    "supersede_mandate",
    "update mandate set superseded_at = $3::timestamptz "
    "where account_id = $1 and method_id = $2 and superseded_at is null"};

inline constexpr pg::Statement cancel_mandate{
    "cancel_mandate",
    "update mandate set cancelled_at = $3::timestamptz "
    "where account_id = $1 and method_id = $2 and superseded_at is null and cancelled_at is null"};

inline constexpr pg::Statement end_mandate{
    "end_mandate",
    "update mandate set ended_at = $3::timestamptz "
    "where account_id = $1 and method_id = $2 and superseded_at is null and cancelled_at is null "
    "and ended_at is null returning reference"};

inline constexpr pg::Statement amend_method{
    "amend_method",
    "update payment_method set provider = $3, token = $4, fingerprint = $5, last4 = $6, "
    "country = $7, bic = $8, holder = $9 where account_id = $1 and id = $2"};

inline constexpr pg::Statement insert_amendment{
    "insert_amendment",
    "insert into mandate_amendment (account_id, id, method_id, reference, last4_before, "
    "holder_before, accepted_at, accepted_from, user_agent) "
    "values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8, $9)"};

}  // namespace tenure::payment_method::statements
