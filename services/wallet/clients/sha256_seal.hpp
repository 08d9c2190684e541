#pragma once
// The seal of ledger transactions: SHA-256 over all of a transaction, its postings and the seal
// before it. tests/integration/wallet checks that deploy/cli/verify_ledger.sql computes the same.

#include <memory>

#include "wallet/app/ports.hpp"

namespace tenure::wallet {

std::unique_ptr<Seal> make_seal();

}  // namespace tenure::wallet
