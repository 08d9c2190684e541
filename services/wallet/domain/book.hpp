#pragma once
// The rules of a wallet (rules.md, Wallet): what a purchase, debit, hold, capture, release, refund,
// reversal or expiry does to balances, grants and ledger. Pure: `now` is handed in, and nothing of
// it is kept anywhere else than in the book itself.

#include <map>
#include <vector>

#include "domain/result.hpp"
#include "wallet/domain/ledger.hpp"

namespace tenure::wallet {

/// What stands beside the amount in a transaction.
struct Note {
    std::optional<std::string> reference;
    std::optional<std::string> relates_to;
    Origin origin;
};

/// A wallet that its transaction has locked, with everything that may be spent or expire, and what
/// has been written since. Each operation either refuses and leaves the book as it was, or appends
/// its transactions.
class Book {
  public:
    /// `grants`: those with something remaining. `holds`: the open ones that may be touched.
    Book(Wallet wallet, std::vector<Grant> grants, std::vector<Hold> holds);

    const Wallet& wallet() const { return wallet_; }
    const std::vector<Transaction>& written() const { return written_; }
    /// Grants and holds that an operation has changed or made, by number and id.
    const std::map<std::int64_t, Grant>& changed_grants() const { return changed_grants_; }
    const std::map<HoldId, Hold>& changed_holds() const { return changed_holds_; }
    /// True when the instant before which nothing expires has moved without a transaction.
    bool expiry_changed() const { return expiry_changed_; }
    const Grant* grant(std::int64_t number) const;
    const Hold* hold(const HoldId& id) const;

    /// Lets expire what is due at `now`, each at its own instant and in that order: holds are
    /// released, what remains of grants expires. Call it before any other operation.
    void bring_up_to(Timestamp now);

    /// Adds bought or given credits; what the wallet owes is paid off first.
    /// Error `credits_overflow`.
    Result<Transaction> add(Kind kind, Credits amount, std::optional<Timestamp> expires_at,
                            const Note& note, Timestamp now);
    /// Spends, soonest expiry first. Error `credits_insufficient` (payment_required).
    Result<Transaction> debit(const Usage& usage, Credits amount, const Note& note, Timestamp now);
    /// Reserves. Error `credits_insufficient`.
    Result<Hold> reserve(const HoldId& id, const Usage& usage, Credits amount, Timestamp expires_at,
                         const Note& note, Timestamp now);
    /// Spends up to the held amount and releases the rest. Errors `hold_not_open` (conflict),
    /// `capture_too_large` (conflict).
    Result<Transaction> capture(const HoldId& id, Credits amount, const Note& note, Timestamp now);
    /// Error `hold_not_open`.
    Result<Transaction> release(const HoldId& id, const Note& note, Timestamp now);
    /// Gives back part of a debit or capture to the grants it came from, last used first.
    /// `refunded`: what was given back of it before. Error `refund_too_large` (conflict).
    Result<Transaction> refund(const Transaction& spent, Credits refunded, Credits amount,
                               const Note& note, Timestamp now);
    /// Takes back a purchase whose payment was returned: what is left in the wallet, its own grant
    /// first; the rest becomes debt.
    Transaction reverse(const Transaction& purchase, const Note& note, Timestamp now);

  private:
    Transaction& begin(Kind kind, Timestamp at, const Note& note);
    void finish(Transaction& transaction);
    void post(Transaction& transaction, Place source, Place destination, Credits amount,
              std::int64_t grant);
    std::vector<GrantPart> take(Credits amount);
    void give_back(Transaction& transaction, Place source, const GrantPart& part);
    void repay_debt(Transaction& transaction);
    void close(Hold& hold, HoldStatus status, Transaction& transaction, Credits kept);
    void expire_grant(Grant& grant, Timestamp at);
    void expire_hold(Hold& hold);
    void note_expiry();
    Grant& known_grant(std::int64_t number);

    Wallet wallet_;
    std::map<std::int64_t, Grant> grants_;
    std::map<HoldId, Hold> holds_;
    std::vector<Transaction> written_;
    bool expiry_changed_ = false;
    std::map<std::int64_t, Grant> changed_grants_;
    std::map<HoldId, Hold> changed_holds_;
};

/// What of a debit or capture was spent and not given back yet.
Credits refundable(const Transaction& spent, Credits refunded);

/// units × price. Errors `credits_overflow`, and `invalid_fields` for a quantity below 1.
Result<Credits> cost_of(const Usage& usage);

}  // namespace tenure::wallet
