#pragma once
// The ledger in PostgreSQL.

#include <memory>
#include <string>

#include "wallet/app/ports.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::wallet {

/// `time_zone`: of accounts whose first term is not known yet.
std::unique_ptr<WalletStore> make_store(pg::Pool& pool, const Seal& seal, std::string time_zone);

}  // namespace tenure::wallet
