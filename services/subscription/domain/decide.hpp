#pragma once
// What a wanted change means to a subscription: refused, or a change with its consequences.
// What billing knows better (the change window, standing, limits of other items) is billing's to
// refuse, in the transaction that commits the change.

#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "subscription/domain/catalog.hpp"
#include "subscription/domain/subscription.hpp"

namespace tenure::subscription {

struct Wanted {
    std::string type;        ///< add_users, remove_users or change_plan
    std::int64_t users = 0;  ///< of add_users and remove_users
    std::string plan;        ///< of change_plan
    bool accept_loss = false;
    bool deactivate_last_added = false;
    std::optional<std::string> quote_id;
};

struct Decision {
    Change draft;
    std::vector<std::string> losses;  ///< features that a smaller plan lacks
    std::int64_t users_after = 0;     ///< of remove_users
    std::int64_t surplus = 0;         ///< active users that would have to be deactivated
};

/// Errors: `subscription_ended`, `no_users_left`, `plan_unchanged`, `change_in_progress`,
/// `cancellation_pending`, and 422 `unknown_plan`.
Result<Decision> decide(const Wanted& wanted, const Subscription& state, const Catalog& catalog,
                        const std::optional<Usage>& usage);

/// Whether the request consents to what the change entails. Errors: `loss_not_accepted` with
/// `losses`, `users_below_active` with `users_after` and `active_users`.
Status check_consent(const Wanted& wanted, const Decision& decision,
                     const std::optional<Usage>& usage);

/// Whether a subscription that is not over may be cancelled. Errors: `subscription_ended`,
/// `cancellation_pending`.
Status check_cancellable(const Subscription& state);

/// What a change asks of billing: the same for the same change and catalogue.
Result<selling::Purchase> purchase_of(const Change& change, const Catalog& catalog);

/// Something that can be asked for, and whether it would be accepted now.
struct Action {
    std::string type;
    bool at_renewal = false;                ///< else immediately
    std::optional<Timestamp> effective_at;  ///< when it would take effect
    std::string reason;                     ///< why not: a code; empty when allowed
    std::optional<Date> deadline;           ///< last day, for what the change window bounds
};
std::vector<Action> actions_of(const Subscription& state, const Catalog& catalog, Timestamp now);

}  // namespace tenure::subscription
