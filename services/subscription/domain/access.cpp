#include "subscription/domain/access.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"
#include "domain/time_zone.hpp"
#include "subscription/domain/change_type.hpp"

namespace tenure::subscription {

namespace {

using selling::ChangeStatus;

constexpr EnumNames<SubscriptionStatus, 6> status_names{{
    {"trialing", SubscriptionStatus::trialing},
    {"active", SubscriptionStatus::active},
    {"past_due", SubscriptionStatus::past_due},
    {"suspended", SubscriptionStatus::suspended},
    {"cancelling", SubscriptionStatus::cancelling},
    {"ended", SubscriptionStatus::ended},
}};

}  // namespace

std::string_view name_of(SubscriptionStatus status) {
    return name_in(status_names, status);
}

Result<AccessFacts> access_facts(const selling::Licence& licence,
                                 const std::vector<selling::Change>& life) {
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(licence.time_zone));
    AccessFacts facts;
    facts.trial = selling::is_trial(licence);
    facts.standing = licence.standing;
    for (const selling::Change& change : life) {
        if (change.type == change_type::cancel && selling::is_accepted(change))
            facts.ends_at = change.effective_at;
    }
    if (licence.ended_on) {
        facts.ended = true;
        facts.ends_at = zone.start_of(*licence.ended_on);
    }
    if (facts.ends_at) facts.access_until = zone.date_of(*facts.ends_at) - std::chrono::days(1);
    return facts;
}

SubscriptionStatus status_at(const AccessFacts& facts, Timestamp now) {
    if (facts.ended || (facts.ends_at && *facts.ends_at <= now)) return SubscriptionStatus::ended;
    if (facts.standing == selling::Standing::suspended) return SubscriptionStatus::suspended;
    if (facts.standing == selling::Standing::past_due) return SubscriptionStatus::past_due;
    if (facts.ends_at) return SubscriptionStatus::cancelling;
    return facts.trial ? SubscriptionStatus::trialing : SubscriptionStatus::active;
}

std::vector<selling::Change> present_life(const std::vector<selling::Change>& changes,
                                          const selling::Licence& licence) {
    const selling::Change* start = nullptr;
    for (const selling::Change& change : changes) {
        const bool begins = change.type == change_type::start &&
                            change.status == ChangeStatus::applied &&
                            change.effective_at <= licence.started_at;
        if (begins && (start == nullptr || start->id < change.id)) start = &change;
    }
    std::vector<selling::Change> life;
    if (start == nullptr) return life;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(life),
                 [&](const selling::Change& change) {
                     const bool later_start =
                         change.type == change_type::start && change.id != start->id;
                     return change.id >= start->id && !later_start;
                 });
    return life;
}

}  // namespace tenure::subscription
