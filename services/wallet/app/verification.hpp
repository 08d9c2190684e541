#pragma once
// The ledger checks itself, wallet after wallet, in slices that are short enough to run beside the
// work. What a wallet's row says at the beginning is what its transactions up to then must add up
// to, so nothing has to be locked meanwhile.

#include <optional>

#include "wallet/app/ports.hpp"
#include "wallet/domain/ledger_check.hpp"

namespace tenure::wallet {

class Verification {
  public:
    /// `slice`: transactions that are read at once.
    Verification(WalletStore& store, const Seal& seal, int slice = 1'000)
        : store_(store), seal_(seal), slice_(slice) {}

    struct Step {
        bool more = false;  ///< false when all wallets have been seen; the next step begins anew
        std::vector<std::string> differences;  ///< of the wallet that this step has finished
        std::int64_t wallets = 0;              ///< seen in this pass
        std::int64_t transactions = 0;
    };
    Step step();

  private:
    struct Current {
        AccountId account;
        KeptBalances kept;
        LedgerCheck check;
    };
    bool begin_next();
    void finish_current(Step& step);

    WalletStore& store_;
    const Seal& seal_;
    const int slice_;
    AccountId last_;
    std::optional<Current> current_;
    std::int64_t wallets_ = 0;
    std::int64_t transactions_ = 0;
};

}  // namespace tenure::wallet
