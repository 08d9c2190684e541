#include "wallet/app/verification.hpp"

namespace tenure::wallet {

bool Verification::begin_next() {
    std::optional<std::pair<AccountId, KeptBalances>> next = store_.kept_after(last_);
    if (!next) {
        last_ = AccountId();
        wallets_ = transactions_ = 0;
        return false;
    }
    last_ = next->first;
    current_ = Current{next->first, std::move(next->second), {}};
    return true;
}

Verification::Step Verification::step() {
    Step step{true, {}, wallets_, transactions_};
    if (!current_ && !begin_next()) {
        step.more = false;  // with the totals of the pass that has ended
        return step;
    }
    LedgerCheck& check = current_->check;
    const std::int64_t last = current_->kept.wallet.last_number;
    const std::vector<Transaction> slice =
        store_.ledger_slice(current_->account, check.last_number(), last, slice_);
    for (const Transaction& transaction : slice)
        check.take(transaction, seal_.of(current_->account, transaction));
    transactions_ += static_cast<std::int64_t>(slice.size());
    if (slice.size() < static_cast<std::size_t>(slice_)) finish_current(step);
    step.transactions = transactions_;
    return step;
}

void Verification::finish_current(Step& step) {
    current_->check.finish(current_->kept);
    for (const std::string& difference : current_->check.differences())
        step.differences.push_back(current_->account.str() + ": " + difference);
    current_.reset();
    step.wallets = ++wallets_;
}

}  // namespace tenure::wallet
