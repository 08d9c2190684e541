#pragma once
// The tables collection and dunning.

#include <chrono>
#include <memory>
#include <string>

#include "billing/app/debt_ports.hpp"

namespace tenure::pg {
class Pool;
class Transaction;
}  // namespace tenure::pg

namespace tenure::billing {

/// Within a transaction that has locked the account.
std::unique_ptr<DebtTx> make_debt_tx(pg::Transaction& tx, const AccountId& account,
                                     std::chrono::milliseconds lease);
std::unique_ptr<DebtStore> make_debt_store(pg::Pool& pool, std::chrono::milliseconds lease);

}  // namespace tenure::billing
