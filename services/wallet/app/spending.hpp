#pragma once
// Debits: many in one transaction, each with its own outcome.

#include <vector>

#include "wallet/app/ports.hpp"
#include "wallet/domain/catalog.hpp"

namespace tenure::wallet {

struct DebitCommand {
    Caller caller;
    std::string usage;
    std::int64_t quantity = 1;
    std::optional<std::string> reference;
    IdempotencyKey key;
};

/// A ledger transaction that a request made, now or at an earlier attempt with the same key.
struct Made {
    Transaction transaction;
    bool replayed = false;
};

/// Balances at which an event tells that credits run low, highest first.
using Levels = std::vector<Credits>;

class Spending {
  public:
    Spending(WalletStore& store, const Catalog& catalog, const EventDocuments& documents,
             Levels levels);

    /// All of them in one transaction, in the order given. Errors of an item:
    /// `credits_insufficient` (payment_required), `unknown_usage`, `idempotency_key_reused`,
    /// `credits_overflow`. Throws what the database throws: then none of them has happened.
    std::vector<Result<Made>> debit(const std::vector<const DebitCommand*>& commands);

  private:
    struct Work;
    Result<Made> decide(WalletTx& tx, Work& work, const DebitCommand& command) const;

    WalletStore& store_;
    const Catalog& catalog_;
    const EventDocuments& documents_;
    Levels levels_;
};

/// The transaction that a repeated request made before. Error `idempotency_key_reused` when the key
/// came with another request.
Result<Made> replay_of(const Transaction& made, const IdempotencyKey& key);
/// What the ledger keeps of who asked for something.
Origin origin_of(const Caller& caller, const IdempotencyKey& key);
/// What so many units cost on the account's present day, and the price of one.
Result<Usage> priced(WalletTx& tx, const Catalog& catalog, const Caller& caller,
                     const std::string& usage, std::int64_t quantity);

/// Tells of each level that the balance has reached or passed with this transaction.
void announce_low_balance(WalletTx& tx, const EventDocuments& documents, const Levels& levels,
                          const AccountId& account, const Transaction& made);

}  // namespace tenure::wallet
