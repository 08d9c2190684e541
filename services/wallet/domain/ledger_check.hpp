#pragma once
// Recomputes a wallet from its ledger, transaction by transaction, and says where ledger and wallet
// differ. It believes nothing that is kept beside the postings.

#include <map>
#include <string>
#include <vector>

#include "wallet/domain/ledger.hpp"

namespace tenure::wallet {

/// The balances kept for a wallet and its grants, as one snapshot saw them.
struct KeptBalances {
    Wallet wallet;
    std::map<std::int64_t, Credits> remaining;  ///< by grant
};

class LedgerCheck {
  public:
    /// The wallet's next transaction. `seal`: what its hash should be, given the hash before it as
    /// the ledger has it.
    void take(const Transaction& transaction, const std::string& seal);
    std::int64_t last_number() const { return number_; }
    /// The hash that the next transaction follows.
    const std::string& last_hash() const { return hash_; }
    /// Once the wallet's transactions up to `kept.wallet.last_number` have been taken.
    void finish(const KeptBalances& kept);
    /// "seal 7", "balance": what is wrong, each with the transaction's number where there is one.
    const std::vector<std::string>& differences() const { return differences_; }

  private:
    void differ(const std::string& what, std::int64_t number);
    std::int64_t sum(Place place) const;

    std::int64_t number_ = 0;
    std::string hash_;
    std::int64_t balance_ = 0;
    std::map<Place, std::int64_t> sums_;
    std::map<std::int64_t, std::int64_t> grants_;
    std::vector<std::string> differences_;
};

}  // namespace tenure::wallet
