#pragma once
// What the use cases need from outside, an area each: orders, the checklist, sessions and experts.
// A transaction on an account has them all, so that what belongs together is written together.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/caller.hpp"
#include "domain/idempotency.hpp"
#include "domain/result.hpp"
#include "onboarding/domain/checklist.hpp"
#include "onboarding/domain/order.hpp"
#include "onboarding/domain/session.hpp"
#include "selling/ports.hpp"

namespace tenure::onboarding {

/// Accepted orders of one account.
class OrderBook {
  public:
    virtual ~OrderBook() = default;
    /// Oldest first.
    virtual std::vector<Order> all() = 0;
    virtual std::optional<Order> find(const OrderId& id) = 0;
    virtual std::optional<Order> find_by_invoice(const std::string& invoice) = 0;
    /// New, or with what has changed.
    virtual void save(const Order& order) = 0;
};

class ChecklistBook {
  public:
    virtual ~ChecklistBook() = default;
    virtual std::optional<Checklist> find() = 0;
    virtual void save(const Checklist& checklist) = 0;
};

class SessionBook {
  public:
    virtual ~SessionBook() = default;
    /// All of the account, in the order of their booking.
    virtual std::vector<Session> all() = 0;
    virtual std::optional<Session> find(const SessionId& id) = 0;
    /// Errors: `slot_taken`, `session_overlaps`, when the expert or the account is busy then.
    virtual Status insert(const Session& session) = 0;
    /// Errors as of insert().
    virtual Status update(const Session& session) = 0;
    virtual std::optional<Waiting> waiting() = 0;  ///< who is not told yet
    virtual void insert(const Waiting& waiting) = 0;
    virtual void told(const WaitingId& id, Timestamp at) = 0;
    virtual void remove(const WaitingId& id) = 0;
};

/// Experts belong to no account. Locking one stands behind locking the account.
class ExpertBook {
  public:
    virtual ~ExpertBook() = default;
    virtual std::optional<Expert> find(const ExpertId& id) = 0;
    /// The same, locked until the end of the transaction.
    virtual std::optional<Expert> lock(const ExpertId& id) = 0;
    /// Active ones who speak the language, in the order of their ids.
    virtual std::vector<Expert> speaking(const std::string& language) = 0;
    /// What keeps him busy within the range, of any account, in order.
    virtual std::vector<Stretch> busy(const ExpertId& id, const Stretch& range) = 0;
};

/// The data of our events and what the history keeps, as JSON (proto-docs/events.md).
class Documents {
  public:
    virtual ~Documents() = default;
    virtual std::string order(const Order& order, bool begun) const = 0;
    virtual std::string checklist(const Checklist& checklist) const = 0;
    virtual std::string session(const Session& session) const = 0;
    virtual std::string expert(const Expert& expert) const = 0;
    virtual std::string waiting(const Waiting& waiting) const = 0;
};

/// One transaction on one account.
class OnboardingTx {
  public:
    virtual ~OnboardingTx() = default;
    virtual selling::SellerTx& seller() = 0;
    virtual OrderBook& orders() = 0;
    virtual ChecklistBook& checklist() = 0;
    virtual SessionBook& sessions() = 0;
    virtual ExpertBook& experts() = 0;
    /// Claims a request's key for what the transaction makes.
    virtual Status claim(const std::optional<IdempotencyKey>& key, const std::string& resource) = 0;
    virtual void publish(const std::string& type, const std::string& data, Timestamp at) = 0;
};

/// An account and an order of it that was left unfinished.
struct UnfinishedOrder {
    AccountId account;
    OrderId order;
};

class OnboardingStore {
  public:
    virtual ~OnboardingStore() = default;
    /// With the account locked.
    virtual Status transact(const AccountId& account,
                            const std::function<Status(OnboardingTx&)>& body) = 0;
    /// For reading: nothing is locked.
    virtual void read(const AccountId& account, const std::function<void(OnboardingTx&)>& body) = 0;
    virtual selling::SellerReads& seller() = 0;
    /// Takes an order that is being cancelled and that nobody has worked on for a while.
    virtual std::optional<UnfinishedOrder> take_cancelling() = 0;
    /// Takes an account that waits for a free slot and has not been looked at for a while.
    virtual std::optional<AccountId> take_waiting() = 0;
};

}  // namespace tenure::onboarding
