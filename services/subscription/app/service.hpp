#pragma once
// The use cases of a subscription.

#include <optional>
#include <string>

#include "subscription/app/ports.hpp"

namespace tenure::subscription {

struct StartCommand {
    Caller caller;
    std::string plan;
    std::int64_t users = 1;
    Cycle cycle = Cycle::quarterly;
    std::optional<std::string> time_zone;
    std::optional<IdempotencyKey> key;
};

struct AddUsersCommand {
    Caller caller;
    std::int64_t users = 1;
    std::optional<std::string> quote_id;
    std::optional<IdempotencyKey> key;
};

class SubscriptionService {
  public:
    SubscriptionService(SubscriptionStore& store, Billing& billing, Catalog catalog,
                        std::string default_time_zone);

    const Catalog& catalog() const { return catalog_; }
    /// Error `subscription_missing` (not_found).
    Result<Subscription> read(const AccountId& account, Timestamp now);
    Result<Change> change(const AccountId& account, const ChangeId& id);
    Result<ChangePage> changes(const AccountId& account, int limit, const std::string& cursor);

    /// A price lock for adding users: billing's quote.
    Result<std::string> preview(const AddUsersCommand& command);
    /// The account's first purchase. Errors: `subscription_exists`, billing's refusals,
    /// payment_required with the decline's code.
    Result<Change> start(const StartCommand& command);
    /// Adds users at once. A change whose payment's outcome is not known yet comes back `pending`.
    Result<Change> add_users(const AddUsersCommand& command);

    /// Carries on with one change that was left unfinished; false when there is none.
    Result<bool> sweep(const std::function<Caller(const AccountId&)>& caller_for);
    /// Takes over an order's outcome from billing's events, once.
    Status take_over(const AccountId& account, const ChangeId& id, const Order& order,
                     const std::string& from, const std::string& to);
    /// Moves past an event that is nothing to us.
    Status skip(const AccountId& account, const std::string& from, const std::string& to);

  private:
    /// The pending change of this request: new, or the one that an interrupted request made.
    Result<Change> open(const Caller& caller, const std::optional<IdempotencyKey>& key,
                        Change draft);
    /// Orders and records the outcome. `first` when no earlier attempt may have reached billing.
    Result<Change> carry_on(const Caller& caller, const Change& change, bool first);
    Result<Change> record(const AccountId& account, const ChangeId& id, const Order& order);
    Result<Purchase> purchase_of(const Change& change) const;

    SubscriptionStore& store_;
    Billing& billing_;
    Catalog catalog_;
    std::string default_time_zone_;
};

}  // namespace tenure::subscription
