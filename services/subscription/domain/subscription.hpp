#pragma once
// What a subscription is at any instant: a function of its licence, its changes and `now`. A
// scheduled change needs no job to take effect.

#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/term.hpp"
#include "selling/licence.hpp"
#include "subscription/domain/access.hpp"
#include "subscription/domain/change_type.hpp"

namespace tenure::subscription {

using selling::Change;
using selling::ChangeStatus;
using selling::Licence;

/// What is paid for.
struct Holding {
    std::string plan;
    std::int64_t users = 0;
    bool operator==(const Holding&) const = default;
};
/// Plan and users as the changes of one life leave them at an instant.
Holding holding_at(const std::vector<Change>& life, Timestamp at);

struct AfterRenewal {
    Holding holding;
    Cycle cycle = Cycle::quarterly;
};

/// Active users as the CRM last reported them.
struct Usage {
    std::int64_t active_users = 0;
    Timestamp reported_at;
};

struct Subscription {
    Licence licence;
    SubscriptionStatus status = SubscriptionStatus::active;
    Holding holding;
    Term term;             ///< of today, or the last one once ended
    Timestamp renews_at;   ///< first instant of the next term
    Date change_deadline;  ///< last day for changes other than adding users
    bool window_open = false;
    std::optional<Date> trial_ends_on;  ///< first day after the trial
    std::optional<Date> access_until;   ///< last day, when the end is known
    std::optional<AfterRenewal> after_renewal;
    std::vector<Change> scheduled;       ///< accepted, in effect later
    std::optional<Change> cancellation;  ///< the end that is scheduled, or was
    bool plan_in_question = false;       ///< a change of plan whose outcome is not known yet
    bool anything_in_question = false;   ///< any change whose outcome is not known yet
};

/// Error `unknown_time_zone` when the licence's zone is gone from the machine.
Result<Subscription> state_at(const Licence& licence, const std::vector<Change>& changes,
                              Timestamp now);

inline bool is_over(const Subscription& subscription) {
    return subscription.status == SubscriptionStatus::ended;
}
inline bool in_trial(const Subscription& subscription) {
    return subscription.trial_ends_on.has_value();
}

}  // namespace tenure::subscription
