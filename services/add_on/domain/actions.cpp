#include "add_on/domain/actions.hpp"

#include "domain/enum_names.hpp"

namespace tenure::add_on {

namespace {

constexpr EnumNames<Effective, 2> effective_names{{
    {"immediately", Effective::immediately},
    {"at_renewal", Effective::at_renewal},
}};

bool takes_away(const Wish& wish) {
    return wish.type == ChangeType::remove_users ||
           (wish.type == ChangeType::switch_package && wish.package == Package::basic);
}

/// Every modification except adding users.
bool window_holds(const Wish& wish, bool free) {
    return wish.type != ChangeType::add_users && !free;
}

Error conflict(std::string code, std::string detail,
               std::vector<std::pair<std::string, ErrorMember>> members = {}) {
    return {ErrorKind::conflict, std::move(code), std::move(detail), {}, std::move(members)};
}

Error window_closed(const AddOn& add_on) {
    const std::string renews_on = to_string(add_on.term.renews_on);
    return conflict("change_window_closed",
                    "changes other than adding users are accepted until 15 days before the renewal",
                    {{"deadline", to_string(add_on.window.deadline)},
                     {"renews_on", renews_on},
                     {"next_window_opens_on", renews_on},
                     {"allowed", std::vector<std::string>{"add_users"}}});
}

Status check_limit(std::int64_t quantity, std::int64_t limit) {
    if (quantity <= limit) return done;
    return conflict("limit_exceeded", "there are never more Beyond users than plan users",
                    {{"item", std::string("beyond_users")},
                     {"quantity", quantity},
                     {"limited_by", std::string("plan_users")},
                     {"limit", limit}});
}

/// Never more Beyond users than plan users, neither now nor after the renewal.
Status check_limits(const AddOn& add_on, const Wish& wish) {
    if (takes_away(wish) || wish.users == 0) return done;
    TENURE_TRY(check_limit(add_on.now.users + wish.users, add_on.plan_users));
    const bool renewed = !add_on.ends_at || *add_on.ends_at > add_on.renews_at;
    const bool back_to_basic = add_on.now.users > 0 && add_on.after_renewal.users == 0;
    if (!renewed || back_to_basic) return done;
    return check_limit(add_on.after_renewal.users + wish.users, add_on.plan_users_after_renewal);
}

Action action_of(const AddOn& add_on, const Wish& wish, Timestamp now) {
    Action action{wish, effective_of(wish, add_on.free()), now, {}, {}};
    if (action.effective == Effective::at_renewal) action.effective_at = add_on.renews_at;
    if (window_holds(wish, add_on.free())) action.deadline = add_on.window.deadline;
    const Status status = check(add_on, wish, now);
    if (!status.ok()) action.reason = status.error().code;
    return action;
}

}  // namespace

std::string_view name_of(Effective effective) {
    return name_in(effective_names, effective);
}

Effective effective_of(const Wish& wish, bool in_subscription_trial) {
    return takes_away(wish) && !in_subscription_trial ? Effective::at_renewal
                                                      : Effective::immediately;
}

Status check(const AddOn& add_on, const Wish& wish, Timestamp now) {
    if (add_on.over)
        return conflict("subscription_ended", "the subscription has ended, and the add-on with it");
    TENURE_TRY(check_package(add_on.rows.package, wish, now));
    if (add_on.rows.licence.standing == selling::Standing::suspended)
        return conflict("account_suspended", "the account is suspended: pay what is open first");
    if (window_holds(wish, add_on.free()) && !add_on.window.open) return window_closed(add_on);
    const bool at_renewal = effective_of(wish, add_on.free()) == Effective::at_renewal;
    if (at_renewal && add_on.ends_at)
        return conflict("cancellation_pending", "the subscription ends then: undo that first");
    return check_limits(add_on, wish);
}

std::vector<Action> actions(const AddOn& add_on, Timestamp now) {
    const Wish wishes[] = {{ChangeType::switch_package, Package::beyond, 1},
                           {ChangeType::switch_package, Package::basic, 0},
                           {ChangeType::add_users, Package::beyond, 1},
                           {ChangeType::remove_users, Package::beyond, 1},
                           {ChangeType::start_trial, Package::beyond, 0}};
    std::vector<Action> list;
    for (const Wish& wish : wishes) list.push_back(action_of(add_on, wish, now));
    return list;
}

}  // namespace tenure::add_on
