#include "subscription/domain/subscription.hpp"

#include "domain/enum_names.hpp"
#include "domain/time_zone.hpp"

namespace tenure::subscription {

namespace {

constexpr EnumNames<ChangeType, 2> type_names{{
    {"start", ChangeType::start},
    {"add_users", ChangeType::add_users},
}};

constexpr EnumNames<ChangeStatus, 5> status_names{{
    {"pending", ChangeStatus::pending},
    {"scheduled", ChangeStatus::scheduled},
    {"applied", ChangeStatus::applied},
    {"declined", ChangeStatus::declined},
    {"undone", ChangeStatus::undone},
}};

}  // namespace

std::string_view name_of(ChangeType type) {
    return name_in(type_names, type);
}
std::string_view name_of(ChangeStatus status) {
    return name_in(status_names, status);
}
ChangeType change_type(std::string_view name) {
    return value_in(type_names, name);
}
ChangeStatus change_status(std::string_view name) {
    return value_in(status_names, name);
}

Result<Subscription> state_at(const Licence& licence, const std::vector<Change>& changes,
                              Timestamp now) {
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(licence.time_zone));
    Subscription state{licence, "", 0, change_window(licence.term, zone, now), {}};
    for (const Change& change : changes) {
        if (change.status == ChangeStatus::scheduled && change.effective_at > now) {
            state.scheduled.push_back(change);
            continue;
        }
        const bool in_effect =
            (change.status == ChangeStatus::applied || change.status == ChangeStatus::scheduled) &&
            change.effective_at && *change.effective_at <= now;
        if (!in_effect) continue;
        state.users += change.users;
        state.plan = change.plan;
    }
    return state;
}

}  // namespace tenure::subscription
