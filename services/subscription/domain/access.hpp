#pragma once
// May this account's users work now? A few facts and `now`, nothing else, since a CRM asks often.

#include <optional>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "selling/licence.hpp"

namespace tenure::subscription {

enum class SubscriptionStatus { trialing, active, past_due, suspended, cancelling, ended };
std::string_view name_of(SubscriptionStatus status);

/// What the answer depends on, the same until a row changes.
struct AccessFacts {
    bool trial = false;
    bool ended = false;  ///< billing said so
    selling::Standing standing = selling::Standing::good;
    std::optional<Timestamp> ends_at;  ///< first instant without the licence
    std::optional<Date> access_until;  ///< its last day
};

/// Changes: those of the licence's present life. Error `unknown_time_zone` when the licence's zone
/// is gone from the machine.
Result<AccessFacts> access_facts(const selling::Licence& licence,
                                 const std::vector<selling::Change>& life);

SubscriptionStatus status_at(const AccessFacts& facts, Timestamp now);
inline bool may_work(SubscriptionStatus status) {
    return status != SubscriptionStatus::suspended && status != SubscriptionStatus::ended;
}

/// The changes since the last start that is in effect: what an earlier life left behind is over.
/// Without any, nothing.
std::vector<selling::Change> present_life(const std::vector<selling::Change>& changes,
                                          const selling::Licence& licence);

}  // namespace tenure::subscription
