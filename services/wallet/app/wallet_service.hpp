#pragma once
// The use cases of a wallet besides plain debits: balance, holds, refunds, gifts, the statement.

#include <chrono>

#include "wallet/app/spending.hpp"

namespace tenure::wallet {

struct HoldCommand {
    Caller caller;
    std::string usage;
    std::int64_t quantity = 1;
    std::chrono::seconds expires_in{0};
    std::optional<std::string> reference;
    IdempotencyKey key;
};

/// Of a capture, a release or a refund. Without an amount: all of it.
struct SettleCommand {
    Caller caller;
    std::optional<Credits> amount;
    std::optional<std::string> reference;
    IdempotencyKey key;
};

/// Credits that the operator gives.
struct GiftCommand {
    Caller caller;
    Credits amount;
    std::optional<Timestamp> expires_at;
    std::string reason;
    IdempotencyKey key;
};

/// A hold and the ledger transaction of the request.
struct HoldMade {
    Hold hold;
    Made made;
};

/// First and last month, both inclusive: the present one and eleven before it when absent.
struct UsageQuery {
    std::optional<std::chrono::year_month> from;
    std::optional<std::chrono::year_month> until;
    std::optional<std::string> usage;
};

/// Totals of the months from the first on.
struct UsageReport {
    std::chrono::year_month first;
    std::vector<UsageTotal> totals;
};

class WalletService {
  public:
    WalletService(WalletStore& store, const Catalog& catalog, const EventDocuments& documents,
                  Levels levels)
        : store_(store), catalog_(catalog), documents_(documents), levels_(std::move(levels)) {}

    const Catalog& catalog() const { return catalog_; }
    /// The balances at the caller's present. An account without a wallet has an empty one.
    Result<Wallet> read(const Caller& caller);
    /// Errors: `credits_insufficient`, `unknown_usage`, `idempotency_key_reused`.
    Result<HoldMade> hold(const HoldCommand& command);
    /// Error `hold_not_found`. An open hold whose time has passed reads as expired.
    Result<Hold> find_hold(const Caller& caller, const HoldId& id);
    /// Errors: `hold_not_found`, `hold_not_open`, `capture_too_large`, `idempotency_key_reused`.
    Result<HoldMade> capture(const SettleCommand& command, const HoldId& id);
    Result<HoldMade> release(const SettleCommand& command, const HoldId& id);
    /// Errors: `transaction_not_found`, `transaction_not_refundable`, `refund_too_large`,
    /// `idempotency_key_reused`.
    Result<Made> refund(const SettleCommand& command, const WalletTransactionId& id);
    Result<Made> give(const GiftCommand& command);
    /// Error `transaction_not_found`.
    Result<Transaction> transaction(const AccountId& account, const WalletTransactionId& id);
    /// What was spent in each month of the account's calendar, on each usage. Error
    /// `invalid_fields` for more than 24 months or none.
    Result<UsageReport> usage(const Caller& caller, const UsageQuery& query);
    Result<TransactionPage> page(const AccountId& account, const TransactionFilter& filter,
                                 int limit, std::int64_t before);

  private:
    using Action = std::function<Result<Transaction>(WalletTx&, Book&)>;
    /// Runs the action once for its key, on the wallet with all its grants and open holds.
    Result<Made> once(const Caller& caller, const IdempotencyKey& key,
                      const std::optional<HoldId>& hold, const Action& action);
    Result<HoldMade> settle(const SettleCommand& command, const HoldId& id, const Action& action);

    WalletStore& store_;
    const Catalog& catalog_;
    const EventDocuments& documents_;
    const Levels levels_;
};

}  // namespace tenure::wallet
