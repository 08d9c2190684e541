#include "add_on/domain/package.hpp"

#include <algorithm>
#include <tuple>

#include "domain/enum_names.hpp"

namespace tenure::add_on {

namespace {

constexpr EnumNames<Package, 2> package_names{{
    {"basic", Package::basic},
    {"beyond", Package::beyond},
}};

constexpr EnumNames<ChangeType, 4> type_names{{
    {"switch_package", ChangeType::switch_package},
    {"add_users", ChangeType::add_users},
    {"remove_users", ChangeType::remove_users},
    {"start_trial", ChangeType::start_trial},
}};

/// In the order in which billing folds them: by instant, then by id.
std::vector<Change> effective(const std::vector<Change>& changes, Timestamp now) {
    std::vector<Change> list;
    for (const Change& change : changes)
        if (selling::in_effect(change, now)) list.push_back(change);
    std::sort(list.begin(), list.end(), [](const Change& a, const Change& b) {
        return std::tie(*a.effective_at, a.id) < std::tie(*b.effective_at, b.id);
    });
    return list;
}

void add(Holding& holding, const Change& change) {
    if (holding.users == 0 && change.quantity > 0) holding.beyond_since = change.id;
    holding.users += change.quantity;
}

void take_away(Holding& holding, std::int64_t quantity) {
    holding.users -= std::min(holding.users, quantity);
    if (holding.users == 0) holding.beyond_since = {};
}

void fold(Holding& holding, const Change& change) {
    switch (type_of(change)) {
        case ChangeType::switch_package:
            if (package_of(change.product) == Package::beyond)
                add(holding, change);
            else
                take_away(holding, holding.users);
            break;
        case ChangeType::add_users:
        case ChangeType::start_trial:
            add(holding, change);
            break;
        case ChangeType::remove_users:
            take_away(holding, change.quantity);
            break;
    }
}

std::optional<Trial> running_trial(const PackageRows& rows, Timestamp now) {
    const std::optional<TrialRow>& row = rows.trial;
    if (!row || now < row->started_at || now >= row->ends_at) return std::nullopt;
    Trial trial{row->change, row->started_at, row->ends_at, 0};
    for (const Change& change : rows.changes)
        if (change.id == row->change && selling::waits(change, now))
            trial.converts_to = change.quantity;
    return trial;
}

}  // namespace

std::string_view name_of(Package package) {
    return name_in(package_names, package);
}
Package package_of(std::string_view name) {
    return value_in(package_names, name);
}
std::string_view name_of(ChangeType type) {
    return name_in(type_names, type);
}
ChangeType change_type(std::string_view name) {
    return value_in(type_names, name);
}
ChangeType type_of(const Change& change) {
    return change_type(change.type);
}

Holding holding_at(const PackageRows& rows, Timestamp now) {
    Holding holding;
    for (const Change& change : effective(rows.changes, now)) fold(holding, change);
    if (holding.users > 0)
        holding.package = Package::beyond;  // who has bought Beyond does not try it any more
    else
        holding.trial = running_trial(rows, now);
    return holding;
}

}  // namespace tenure::add_on
