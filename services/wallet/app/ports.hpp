#pragma once
// What the use cases need from outside: the store, and the seal of ledger transactions.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/caller.hpp"
#include "domain/idempotency.hpp"
#include "domain/result.hpp"
#include "wallet/domain/book.hpp"
#include "wallet/domain/ledger_check.hpp"

namespace tenure::wallet {

/// An account and its present.
struct Present {
    AccountId account;
    Timestamp now;
};

struct AccountKey {
    AccountId account;
    std::string key;
    auto operator<=>(const AccountKey&) const = default;
};

/// One transaction on one or more wallets.
class WalletTx {
  public:
    virtual ~WalletTx() = default;
    /// Locks the wallets, in the order of their accounts, and makes those that are missing. What is
    /// due at an account's present has expired in the books; they hold what may be spent. `keys`:
    /// those that made_with() will be asked for, when they are known by now.
    virtual std::map<AccountId, Book> open(const std::vector<Present>& presents,
                                           const std::vector<AccountKey>& keys = {}) = 0;
    /// Locks one wallet; its book holds all grants and the open holds, and the hold named.
    virtual Book open_whole(const Present& present, const std::optional<HoldId>& hold = {}) = 0;
    /// The transactions that requests with these keys have made.
    virtual std::map<AccountKey, Transaction> made_with(const std::vector<AccountKey>& keys) = 0;
    virtual std::optional<Transaction> find(const AccountId& account,
                                            const WalletTransactionId& id) = 0;
    virtual std::optional<Hold> find(const AccountId& account, const HoldId& id) = 0;
    /// How much of a debit or capture was given back before.
    virtual Credits refunded(const AccountId& account, const WalletTransactionId& id) = 0;
    /// The IANA zone of the account's dates; the default before its first term.
    virtual std::string time_zone(const AccountId& account) = 0;
    /// Writes what the books have changed: ledger, balances, grants, holds.
    virtual void write(const std::map<AccountId, Book>& books) = 0;
    virtual void publish(const std::string& type, const AccountId& account, const std::string& data,
                         Timestamp at) = 0;
};

struct TransactionFilter {
    std::optional<Timestamp> from;   ///< inclusive
    std::optional<Timestamp> until;  ///< exclusive
    std::optional<Kind> kind;
    std::optional<std::string> usage;
};

struct TransactionPage {
    std::vector<Transaction> transactions;    ///< newest first
    std::optional<std::int64_t> next_before;  ///< number to page on before
};

/// What was spent on one usage in one month.
struct UsageTotal {
    int month = 0;  ///< the position among the months that were asked for
    std::string usage;
    std::int64_t uses = 0;      ///< debits and captures
    std::int64_t quantity = 0;  ///< of them
    Credits spent;
    Credits refunded;  ///< given back in this month, whenever it was spent
};

class WalletStore {
  public:
    virtual ~WalletStore() = default;
    virtual Status transact(const std::function<Status(WalletTx&)>& body) = 0;
    /// The balances as they were written last, without a lock.
    virtual std::optional<Wallet> find(const AccountId& account) = 0;
    /// `before`: a transaction's number, 0 for the newest.
    virtual Result<TransactionPage> page(const AccountId& account, const TransactionFilter& filter,
                                         int limit, std::int64_t before) = 0;
    /// The IANA zone of the account's dates; the default before its first term.
    virtual std::string time_zone(const AccountId& account) = 0;
    /// By month, then usage. Month n begins at bounds[n] and ends at bounds[n + 1].
    virtual std::vector<UsageTotal> usage_totals(const AccountId& account,
                                                 const std::vector<Timestamp>& bounds,
                                                 const std::optional<std::string>& usage) = 0;
    /// What is kept of the wallet whose account follows this one, in one snapshot.
    virtual std::optional<std::pair<AccountId, KeptBalances>> kept_after(
        const AccountId& account) = 0;
    /// Transactions with numbers above `after`, up to `last`, oldest first.
    virtual std::vector<Transaction> ledger_slice(const AccountId& account, std::int64_t after,
                                                  std::int64_t last, int limit) = 0;
};

/// The data of our events, as JSON (proto-docs/events.md).
class EventDocuments {
  public:
    virtual ~EventDocuments() = default;
    virtual std::string balance_low(Credits level, Credits balance) const = 0;
    virtual std::string recharge_disabled(const std::string& reason) const = 0;
};

/// Computes the hash that seals a transaction to the one before it.
class Seal {
  public:
    virtual ~Seal() = default;
    virtual std::string of(const AccountId& account, const Transaction& transaction) const = 0;
};

}  // namespace tenure::wallet
