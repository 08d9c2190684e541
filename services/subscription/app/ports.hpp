#pragma once
// What the use cases need from outside: the store, and billing.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/caller.hpp"
#include "domain/id.hpp"
#include "domain/idempotency.hpp"
#include "domain/result.hpp"
#include "domain/roles.hpp"
#include "subscription/domain/catalog.hpp"
#include "subscription/domain/subscription.hpp"

namespace tenure::subscription {

/// One transaction on one account, which it has locked.
class SubscriptionTx {
  public:
    virtual ~SubscriptionTx() = default;
    virtual std::optional<Licence> licence() = 0;
    virtual std::vector<Change> changes() = 0;
    virtual std::optional<Change> find(const ChangeId& id) = 0;
    /// Inserts a pending change and claims the request's key for it.
    virtual Status insert(const Change& change, const Caller& caller,
                          const std::optional<IdempotencyKey>& key) = 0;
    /// Records the outcome of a change that is pending.
    virtual void finish(const Change& change) = 0;
    /// Forgets a pending change that billing refused, and its key: nothing has happened.
    virtual void withdraw(const ChangeId& id) = 0;
    virtual void save(const Licence& licence) = 0;
    /// Moves the cursor in billing's events.
    virtual Status consumed(const std::string& from, const std::string& to) = 0;
};

struct ChangePage {
    std::vector<Change> changes;
    std::optional<std::string> next_cursor;
};

struct Snapshot {
    Licence licence;
    std::vector<Change> changes;
};

/// A pending change that nobody has worked on for a while.
struct Unfinished {
    AccountId account;
    ChangeId change;
};

class SubscriptionStore {
  public:
    virtual ~SubscriptionStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(SubscriptionTx&)>& body) = 0;
    /// The licence and the changes that make its state, as of one moment.
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

/// What billing made of an order.
struct Order {
    ChangeStatus status = ChangeStatus::pending;  ///< pending, applied or declined
    std::optional<Timestamp> effective_at;
    std::string quote_document;
    std::optional<std::string> invoice_id;
    std::optional<std::string> invoice_number;
    std::optional<Decline> decline;
    std::optional<Term> term;
    std::string time_zone;
};

/// What is bought, in the words of the catalogue.
struct Purchase {
    Change change;
    Plan plan;
    Names line_names;
};

class Billing {
  public:
    virtual ~Billing() = default;
    /// The quote's document, as billing wrote it.
    virtual Result<std::string> quote(const Caller& caller, const Purchase& purchase) = 0;
    /// Orders under the change's id: the same id is ordered once.
    virtual Result<Order> order(const Caller& caller, const Purchase& purchase) = 0;
};

}  // namespace tenure::subscription
