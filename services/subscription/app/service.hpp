#pragma once
// The use cases of a subscription.

#include <optional>
#include <string>
#include <vector>

#include "selling/flow.hpp"
#include "subscription/app/access_cache.hpp"
#include "subscription/app/ports.hpp"
#include "subscription/domain/decide.hpp"

namespace tenure::subscription {

struct StartCommand {
    Caller caller;
    std::string plan;
    std::int64_t users = 1;
    Cycle cycle = Cycle::quarterly;
    std::optional<std::string> time_zone;
    bool trial = false;
    std::optional<IdempotencyKey> key;
};

struct ChangeCommand {
    Caller caller;
    Wanted wanted;
    std::optional<IdempotencyKey> key;
};

struct CancelCommand {
    Caller caller;
    std::string reason;
    std::optional<IdempotencyKey> key;
};

/// A price lock and what the change entails.
struct Preview {
    std::string quote;  ///< billing's document
    std::vector<std::string> losses;
    std::vector<std::string> would_deactivate;  ///< user ids, last added first
};

/// May the account's users work now? Without a subscription: no status.
struct Access {
    std::optional<SubscriptionStatus> status;
    std::optional<Date> access_until;
};

/// A cancellation with the dates that go with it.
struct Cancellation {
    Change change;
    std::optional<Date> access_until;    ///< the last day; none while pending or undone
    std::optional<Date> download_until;  ///< how long the data can still be downloaded
    std::optional<Date> undo_until;
};

/// The subscription with what else the page shows of it.
struct Overview {
    Subscription subscription;
    std::optional<Cancellation> cancellation;
    std::optional<Usage> usage;
};

class SubscriptionService {
  public:
    SubscriptionService(SubscriptionStore& store, selling::Billing& billing,
                        const AuditWriter& written, Catalog catalog, std::string default_time_zone);

    const Catalog& catalog() const { return catalog_; }
    /// Error `subscription_missing` (not_found).
    Result<Overview> read(const AccountId& account, Timestamp now);
    Result<Access> access(const AccountId& account, Timestamp now);
    Result<Change> change(const AccountId& account, const ChangeId& id);
    Result<selling::ChangePage> changes(const AccountId& account, int limit,
                                        const std::string& cursor);

    /// Errors: `subscription_missing`, decide()'s, billing's refusals.
    Result<Preview> preview(const ChangeCommand& command);
    /// The account's first purchase, or the one after an end. Errors: `subscription_exists`,
    /// `trial_used`, billing's refusals, payment_required with the decline's code.
    Result<Change> start(const StartCommand& command);
    /// Errors: as preview(), the missing consents, payment_required. A change whose payment's
    /// outcome is not known yet comes back `pending`.
    Result<Change> make(const ChangeCommand& command);
    /// Undoes a scheduled change of any type but a cancellation.
    Result<Change> undo(const Caller& caller, const ChangeId& id);

    Result<Cancellation> cancel(const CancelCommand& command);
    /// Error `cancellation_missing`. An undone cancellation is answered as it is.
    Result<Cancellation> undo_cancellation(const Caller& caller);

    Result<Usage> report_usage(const Caller& caller, UsageReport report);

    /// Carries on with one change that was left unfinished; false when there is none.
    Result<bool> sweep(const std::function<Caller(const AccountId&)>& caller_for);
    /// Takes over one of billing's events, once.
    Status take_over(const selling::BillingEvent& event);

  private:
    using Flow = selling::ChangeFlow<SubscriptionTx>;

    Flow make_flow(selling::Billing& billing);
    Status transact(const AccountId& account, const std::function<Status(SubscriptionTx&)>& body);
    void settled(SubscriptionTx& tx, const selling::Settled& change) const;
    /// Writes down what the subscription was and is now.
    void audit(SubscriptionTx& tx, const Caller& by, std::string action, std::string resource,
               const std::optional<Subscription>& before) const;
    Status check_start(SubscriptionTx& tx, const StartCommand& command) const;
    Result<Subscription> present(const AccountId& account, Timestamp now);
    Cancellation cancellation_of(const Subscription& subscription, const Change& change) const;

    SubscriptionStore& store_;
    selling::Billing& billing_;
    const AuditWriter& written_;
    Catalog catalog_;
    std::string default_time_zone_;
    AccessCache access_;
    Flow flow_;
};

}  // namespace tenure::subscription
