#pragma once
// What the flow of a purchase needs from outside: the seller's rows, and billing.
// libs/selling_pg and libs/selling_http implement these ports.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/audit.hpp"
#include "domain/caller.hpp"
#include "domain/idempotency.hpp"
#include "domain/result.hpp"
#include "selling/change.hpp"
#include "selling/licence.hpp"
#include "selling/purchase.hpp"

namespace tenure::selling {

/// The part of a seller's transaction on one account (which is locked) that all sellers share.
class SellerTx {
  public:
    virtual ~SellerTx() = default;
    virtual std::optional<Licence> licence() = 0;
    virtual void save(const Licence& licence) = 0;
    /// Pending, scheduled and applied changes in the order of their effect, pending ones last.
    virtual std::vector<Change> changes() = 0;
    virtual std::optional<Change> find(const ChangeId& id) = 0;
    /// Inserts a pending change and claims the request's key for it.
    virtual Status insert(const Change& change, const std::optional<IdempotencyKey>& key) = 0;
    /// Records the outcome of a change that is pending or scheduled.
    virtual void finish(const Change& change) = 0;
    /// Forgets a pending change that billing refused, and its key: nothing has happened.
    virtual void withdraw(const ChangeId& id) = 0;
    /// Writes the change down in the account's history.
    virtual void audit(const Caller& caller, const AuditedChange& change) = 0;
    /// Moves the cursor in billing's events.
    virtual Status consumed(const std::string& from, const std::string& to) = 0;
};

struct ChangePage {
    std::vector<Change> changes;
    std::optional<std::string> next_cursor;
};

/// Licence and changes as of one moment.
struct Snapshot {
    Licence licence;
    std::vector<Change> changes;  ///< as SellerTx::changes()
};

/// A pending change that nobody has worked on for a while.
struct Unfinished {
    AccountId account;
    ChangeId change;
};

/// The reads that all sellers share.
class SellerReads {
  public:
    virtual ~SellerReads() = default;
    /// Nothing when the account never had a licence.
    virtual std::optional<Snapshot> snapshot(const AccountId& account) = 0;
    virtual std::optional<Change> find(const AccountId& account, const ChangeId& id) = 0;
    /// Newest first. Error `invalid_fields` for a cursor that we did not make.
    virtual Result<ChangePage> page(const AccountId& account, int limit,
                                    const std::string& cursor) = 0;
    /// Takes one unfinished change whose lease has passed, and leases it anew with back-off.
    virtual std::optional<Unfinished> take_unfinished() = 0;
    /// How many changes are pending, for the metrics.
    virtual std::int64_t count_unfinished() = 0;
};

class Billing {
  public:
    virtual ~Billing() = default;
    /// The quote's document, as billing wrote it. Its refusals come back as they are.
    virtual Result<std::string> quote(const Caller& caller, const Purchase& purchase) = 0;
    /// Orders under the change's id: the same id is ordered once.
    virtual Result<OrderOutcome> order(const Caller& caller, const ChangeId& id,
                                       const std::optional<std::string>& quote_id,
                                       const Purchase& purchase) = 0;
    /// What became of an order. Error `order_not_found`.
    virtual Result<OrderOutcome> find(const Caller& caller, const ChangeId& id) = 0;
    /// Undoes a scheduled order; again: the same answer.
    virtual Result<OrderOutcome> undo(const Caller& caller, const ChangeId& id) = 0;
};

}  // namespace tenure::selling
