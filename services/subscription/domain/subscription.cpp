#include "subscription/domain/subscription.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include "domain/time_zone.hpp"

namespace tenure::subscription {

namespace {

constexpr std::array<std::pair<ChangeType, std::string_view>, 2> type_names{{
    {ChangeType::start, "start"},
    {ChangeType::add_users, "add_users"},
}};

constexpr std::array<std::pair<ChangeStatus, std::string_view>, 5> status_names{{
    {ChangeStatus::pending, "pending"},
    {ChangeStatus::scheduled, "scheduled"},
    {ChangeStatus::applied, "applied"},
    {ChangeStatus::declined, "declined"},
    {ChangeStatus::undone, "undone"},
}};

template <class Names, class Value>
std::string_view name_in(const Names& names, Value value) {
    for (const auto& [candidate, name] : names) {
        if (candidate == value) return name;
    }
    throw std::invalid_argument("a value without a name");
}

template <class Names>
auto value_in(const Names& names, std::string_view name) {
    for (const auto& [value, candidate] : names) {
        if (candidate == name) return value;
    }
    throw std::invalid_argument("unknown name " + std::string(name));
}

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
