#include "wallet/domain/ledger_check.hpp"

namespace tenure::wallet {

void LedgerCheck::differ(const std::string& what, std::int64_t number) {
    differences_.push_back(what + " " + std::to_string(number));
}

std::int64_t LedgerCheck::sum(Place place) const {
    const auto found = sums_.find(place);
    return found == sums_.end() ? 0 : found->second;
}

void LedgerCheck::take(const Transaction& transaction, const std::string& seal) {
    const std::int64_t before = sum(Place::available);
    for (const Posting& posting : transaction.postings) {
        const std::int64_t units = posting.amount.units();
        if (units <= 0 || posting.source == posting.destination)
            differ("posting", transaction.number);
        sums_[posting.source] -= units;
        sums_[posting.destination] += units;
        if (posting.source == Place::available) grants_[posting.grant] -= units;
        if (posting.destination == Place::available) grants_[posting.grant] += units;
    }
    const std::int64_t now = sum(Place::available);
    if (transaction.number != number_ + 1) differ("gap before", transaction.number);
    if (transaction.change.units() != now - before) differ("change", transaction.number);
    if (transaction.balance.units() != now || now < 0)
        differ("running balance", transaction.number);
    if (transaction.previous_hash != hash_) differ("chain", transaction.number);
    if (transaction.hash != seal) differ("seal", transaction.number);
    number_ = transaction.number;
    hash_ = transaction.hash;
}

void LedgerCheck::finish(const KeptBalances& kept) {
    const Wallet& wallet = kept.wallet;
    if (wallet.last_number != number_ || wallet.last_hash != hash_)
        differ("last transaction", number_);
    if (wallet.available.units() != sum(Place::available)) differ("balance", number_);
    if (wallet.held.units() != sum(Place::held)) differ("held", number_);
    if (wallet.debt.units() != -sum(Place::debt)) differ("debt", number_);
    for (const auto& [grant, units] : grants_) {
        const auto found = kept.remaining.find(grant);
        if (found == kept.remaining.end() || found->second.units() != units) differ("grant", grant);
    }
    for (const auto& [grant, remaining] : kept.remaining)
        if (!grants_.contains(grant)) differ("grant", grant);
}

}  // namespace tenure::wallet
