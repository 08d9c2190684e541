#pragma once
// Writes what books have changed, set by set: one statement a table, however many wallets.

#include <map>

#include "pg/transaction.hpp"
#include "wallet/app/ports.hpp"

namespace tenure::wallet {

/// Seals the written transactions, each to the one before it, and writes ledger, balances, grants
/// and holds.
void write_books(pg::Transaction& tx, const std::map<AccountId, Book>& books, const Seal& seal);

}  // namespace tenure::wallet
