#pragma once
// Test clocks: an account that lives at an instant of its own, moved forward by its owner. Moving
// it runs whatever falls due on the way, one instant after the other, with the very code that real
// time runs.

#include "billing/app/collection_service.hpp"
#include "billing/app/order_service.hpp"
#include "billing/app/renewal_service.hpp"

namespace tenure::billing {

struct ClockState {
    std::optional<Timestamp> now;
    bool untouched = true;  ///< no term, order or invoice yet
    bool moving = false;    ///< another request moves it
};

/// The clock of an account, within a transaction that has locked it.
class ClockTx {
  public:
    virtual ~ClockTx() = default;
    virtual ClockState state() = 0;
    /// Sets the clock and keeps others from moving it for a while.
    virtual void set(Timestamp now) = 0;
    virtual void release() = 0;
    virtual Status claim(const std::optional<IdempotencyKey>& key) = 0;
    /// Writes the change down in the account's history.
    virtual void audit(const Caller& caller, const AuditedChange& change) = 0;
    virtual void publish(const std::string& type, const std::string& data, Timestamp at) = 0;
};

class ClockStore {
  public:
    virtual ~ClockStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(ClockTx&)>& body) = 0;
    /// Nothing when the account lives in real time.
    virtual std::optional<Timestamp> now(const AccountId& account) = 0;
    /// When the account's next thing is due here.
    virtual std::optional<Timestamp> next_due(const AccountId& account) = 0;
    /// A deferred order that is due.
    virtual std::optional<ChangeId> deferred_due(const AccountId& account, Timestamp now) = 0;
};

/// The same clock in payment-method, whose payments take days.
class PaymentClock {
  public:
    virtual ~PaymentClock() = default;
    virtual Result<std::optional<Timestamp>> next_due(const Caller& caller) = 0;
    /// Runs what is due there by the caller's present.
    virtual Status run(const Caller& caller) = 0;
};

struct ClockCommand {
    Caller caller;
    Timestamp now;
    std::optional<IdempotencyKey> key;
};

struct MovedClock {
    Timestamp now;
    bool created = false;
};

class ClockService {
  public:
    /// How far a clock may be moved at once, and be set from the present when it is made.
    static constexpr std::chrono::days farthest{3653};

    /// `catch_up` returns when what happened in payment-method has taken effect here.
    ClockService(ClockStore& store, PaymentClock& payments, RenewalService& renewals,
                 CollectionService& collections, OrderService& orders, EngineEvents& events,
                 std::function<Status(const Caller&)> catch_up, bool enabled)
        : store_(store),
          payments_(payments),
          renewals_(renewals),
          collections_(collections),
          orders_(orders),
          events_(events),
          catch_up_(std::move(catch_up)),
          enabled_(enabled) {}

    std::optional<Timestamp> now(const AccountId& account) { return store_.now(account); }
    /// Makes the account's clock, or moves it. Errors: `test_clock_disabled`,
    /// `test_clock_not_allowed`, `test_clock_backwards`, `test_clock_moving`, `invalid_fields`
    /// beyond `farthest`, and those of payment-method when it cannot be asked on the way.
    Result<MovedClock> move(const ClockCommand& command);

  private:
    /// Makes the clock or takes hold of it; where it stood before.
    Result<std::optional<Timestamp>> take(const ClockCommand& command);
    Status run_until(Caller caller, Timestamp from, Timestamp target);
    /// Everything that is due at the caller's present.
    Status run(const Caller& caller);
    Status set(const AccountId& account, Timestamp now);
    Result<std::optional<Timestamp>> next_due(const Caller& caller);

    ClockStore& store_;
    PaymentClock& payments_;
    RenewalService& renewals_;
    CollectionService& collections_;
    OrderService& orders_;
    EngineEvents& events_;
    std::function<Status(const Caller&)> catch_up_;
    const bool enabled_;
};

}  // namespace tenure::billing
