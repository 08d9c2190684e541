#include "add_on/domain/add_on.hpp"

#include <algorithm>

#include "domain/time_zone.hpp"

namespace tenure::add_on {

namespace {

Error conflict(std::string code, std::string detail,
               std::vector<std::pair<std::string, ErrorMember>> members = {}) {
    return {ErrorKind::conflict, std::move(code), std::move(detail), {}, std::move(members)};
}

/// A change between the packages, and not only of the number of Beyond users.
bool changes_package(const Change& change) {
    const ChangeType type = type_of(change);
    return type == ChangeType::switch_package || type == ChangeType::start_trial;
}

/// A change of the package that has not taken effect: another one would contradict it, or buy
/// Beyond twice.
const Change* unsettled_switch(const PackageRows& rows, Timestamp now) {
    for (const Change& change : rows.changes) {
        const bool unsettled =
            change.status == ChangeStatus::pending || selling::waits(change, now);
        if (unsettled && changes_package(change)) return &change;
    }
    return nullptr;
}

/// What Beyond will have left when all that is scheduled has taken effect, and every removal that
/// is not settled yet.
std::int64_t users_in_the_end(const PackageRows& rows, Timestamp now) {
    Timestamp last = now;
    for (const Change& change : rows.changes)
        if (selling::waits(change, now)) last = std::max(last, *change.effective_at);
    std::int64_t users = holding_at(rows, last).users;
    for (const Change& change : rows.changes) {
        const bool unsettled = change.status == ChangeStatus::pending;
        if (unsettled && type_of(change) == ChangeType::remove_users) users -= change.quantity;
    }
    return users;
}

Status check_removal(const PackageRows& rows, const Wish& wish, Timestamp now) {
    const std::int64_t left = users_in_the_end(rows, now);
    if (left <= 0)
        return conflict("package_change_pending", "the package will be Basic: undo that first");
    if (left > wish.users) return done;
    return conflict("last_unit", "at least one Beyond user remains: switch to Basic instead",
                    {{"item", std::string("beyond_users")}, {"quantity", left - wish.users}});
}

Status check_switch(const PackageRows& rows, Package present, Package wanted, Timestamp now) {
    if (const Change* other = unsettled_switch(rows, now))
        return conflict("package_change_pending", "another change of the package comes first",
                        {{"change_id", other->id.str()}});
    if (present == wanted)
        return conflict("package_unchanged", "the account has this package already");
    return done;
}

}  // namespace

std::vector<Change> of_this_life(const std::optional<selling::Licence>& licence,
                                 const std::vector<Change>& changes) {
    if (!licence) return changes;
    std::vector<Change> list;
    for (const Change& change : changes) {
        const bool present = !licence->ended_on && change.effective_at >= licence->started_at;
        if (present || change.status == ChangeStatus::pending) list.push_back(change);
    }
    return list;
}

Result<AddOn> add_on_at(const Rows& rows, Timestamp now) {
    AddOn state;
    state.rows = rows;
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(rows.licence.time_zone));
    state.over = is_over(rows.licence, rows.plan, now);
    state.ends_at = rows.plan.ends_at();
    state.term = term_on(rows.licence, zone.date_of(now));
    state.window = change_window(state.term, zone, now);
    state.renews_at = zone.start_of(state.term.renews_on);
    if (state.over) return state;
    state.now = holding_at(rows.package, now);
    state.plan_users = rows.plan.users_at(now);
    for (const Change& change : rows.package.changes)
        if (selling::waits(change, now)) state.scheduled.push_back(change);
    if (state.ends_at && *state.ends_at <= state.renews_at) return state;
    state.after_renewal = holding_at(rows.package, state.renews_at);
    state.plan_users_after_renewal = rows.plan.users_at(state.renews_at);
    return state;
}

Status check_package(const PackageRows& rows, const Wish& wish, Timestamp now) {
    const Holding holding = holding_at(rows, now);
    switch (wish.type) {
        case ChangeType::switch_package:
            return check_switch(rows, holding.package, wish.package, now);
        case ChangeType::start_trial:
            TENURE_TRY(check_switch(rows, holding.package, Package::beyond, now));
            if (rows.trial) return conflict("beyond_trial_used", "Beyond can be tried once");
            return done;
        case ChangeType::add_users:
        case ChangeType::remove_users:
            if (holding.package == Package::basic)
                return conflict("package_is_basic", "there are no Beyond users on Basic");
            return wish.type == ChangeType::add_users ? done : check_removal(rows, wish, now);
    }
    return done;
}

Result<Timestamp> trial_end(const std::string& time_zone, int days, Timestamp now) {
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(time_zone));
    return zone.start_of(zone.date_of(now) + std::chrono::days(days));
}

}  // namespace tenure::add_on
