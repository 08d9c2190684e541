#pragma once
// The ledger in PostgreSQL.

#include <chrono>
#include <memory>
#include <string>

#include "wallet/app/purchase_ports.hpp"

namespace tenure::pg {
class Pool;
class Transaction;
}  // namespace tenure::pg

namespace tenure::wallet {

/// The wallet's part of a transaction.
std::unique_ptr<WalletTx> make_tx(pg::Transaction& tx, const Seal& seal,
                                  const std::string& time_zone);
std::unique_ptr<PurchaseStore> make_purchase_store(pg::Pool& pool, const Seal& seal,
                                                   std::string time_zone,
                                                   std::chrono::milliseconds lease);
/// `time_zone`: of accounts whose first term is not known yet.
std::unique_ptr<WalletStore> make_store(pg::Pool& pool, const Seal& seal, std::string time_zone);

}  // namespace tenure::wallet
