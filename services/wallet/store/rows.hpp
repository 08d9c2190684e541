#pragma once
// From rows to values. What we wrote ourselves and cannot read back is a bug or a damaged database:
// reading it throws.

#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "wallet/app/ports.hpp"

namespace tenure::wallet {

/// A wallet and the IANA zone of its account's dates.
struct WalletRow {
    Wallet wallet;
    std::string time_zone;
};
WalletRow wallet_of(const pqxx::row& row);
Grant grant_of(const pqxx::row& row);
/// Without its parts.
Hold hold_of(const pqxx::row& row);
/// Without its postings.
Transaction transaction_of(const pqxx::row& row);
Posting posting_of(const pqxx::row& row);
UsageTotal usage_total_of(const pqxx::row& row);

}  // namespace tenure::wallet
