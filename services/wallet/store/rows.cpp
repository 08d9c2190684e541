#include "wallet/store/rows.hpp"

#include "pg/fields.hpp"

namespace tenure::wallet {

namespace {

using pg::instant_of;
using pg::optional_text;

std::string text(const pqxx::field& field) {
    return field.as<std::string>();
}
std::int64_t number(const pqxx::field& field) {
    return field.as<std::int64_t>();
}
Credits credits(const pqxx::field& field) {
    return Credits::from_units(number(field));
}
std::optional<Timestamp> optional_instant(const pqxx::field& field) {
    return field.is_null() ? std::nullopt : std::optional(instant_of(field));
}

}  // namespace

WalletRow wallet_of(const pqxx::row& row) {
    Wallet wallet;
    wallet.id = WalletId(text(row["id"]));
    wallet.available = credits(row["available"]);
    wallet.held = credits(row["held"]);
    wallet.debt = credits(row["debt"]);
    wallet.last_number = number(row["last_number"]);
    wallet.last_hash = text(row["last_hash"]);
    wallet.last_at = optional_instant(row["last_us"]);
    wallet.next_expiry_at = optional_instant(row["expiry_us"]);
    return {std::move(wallet), text(row["time_zone"])};
}

Grant grant_of(const pqxx::row& row) {
    return {number(row["number"]), value_in(place_names, text(row["source"])),
            credits(row["amount"]), credits(row["remaining"]), optional_instant(row["expires_us"])};
}

Hold hold_of(const pqxx::row& row) {
    Hold hold;
    hold.id = HoldId(text(row["id"]));
    hold.status = value_in(hold_status_names, text(row["status"]));
    hold.usage = {text(row["usage_code"]), number(row["quantity"]), credits(row["unit_price"])};
    hold.amount = credits(row["amount"]);
    hold.captured = credits(row["captured"]);
    hold.created_at = instant_of(row["created_us"]);
    hold.expires_at = instant_of(row["expires_us"]);
    hold.reference = optional_text(row["reference"]);
    return hold;
}

Transaction transaction_of(const pqxx::row& row) {
    Transaction transaction;
    transaction.id = WalletTransactionId(text(row["id"]));
    transaction.number = number(row["number"]);
    transaction.kind = value_in(kind_names, text(row["kind"]));
    transaction.at = instant_of(row["at_us"]);
    transaction.change = credits(row["change"]);
    transaction.balance = credits(row["balance"]);
    if (!row["usage_code"].is_null())
        transaction.usage =
            Usage{text(row["usage_code"]), number(row["quantity"]), credits(row["unit_price"])};
    transaction.reference = optional_text(row["reference"]);
    transaction.relates_to = optional_text(row["relates_to"]);
    transaction.origin = {text(row["subject"]), text(row["request_id"]), optional_text(row["key"]),
                          text(row["fingerprint"])};
    transaction.previous_hash = text(row["previous_hash"]);
    transaction.hash = text(row["hash"]);
    return transaction;
}

Posting posting_of(const pqxx::row& row) {
    return {value_in(place_names, text(row["source"])),
            value_in(place_names, text(row["destination"])), credits(row["amount"]),
            number(row["grant_number"])};
}

UsageTotal usage_total_of(const pqxx::row& row) {
    return {row["month"].as<int>(),  text(row["usage_code"]), number(row["uses"]),
            number(row["quantity"]), credits(row["spent"]),   credits(row["refunded"])};
}

}  // namespace tenure::wallet
