// What can be asked for now, when it would take effect, and if not, why.
#include <algorithm>

#include "subscription/domain/decide.hpp"

namespace tenure::subscription {

namespace {

constexpr const char* window_closed = "change_window_closed";
constexpr const char* suspended = "account_suspended";
constexpr const char* over = "subscription_ended";
constexpr const char* cancelled = "cancellation_pending";
constexpr const char* in_progress = "change_in_progress";
constexpr const char* nothing_to_undo = "nothing_to_undo";

/// The first of the reasons that holds, in the order in which a request would meet them.
class Reasons {
  public:
    Reasons& when(bool holds, const char* reason) {
        if (holds && reason_.empty()) reason_ = reason;
        return *this;
    }
    operator std::string() const { return reason_; }

  private:
    std::string reason_;
};

std::optional<std::int64_t> rank_of(const Catalog& catalog, const std::string& code) {
    const auto plan = catalog.plan(code);
    return plan.ok() ? std::optional(plan->rank) : std::nullopt;
}

/// Whether the catalogue has a larger (direction 1) or smaller (-1) plan than the present one.
bool has_plan(const Subscription& state, const Catalog& catalog, int direction) {
    const auto present = rank_of(catalog, state.holding.plan);
    return present &&
           std::any_of(catalog.plans.begin(), catalog.plans.end(),
                       [&](const Plan& plan) { return (plan.rank - *present) * direction > 0; });
}

class Actions {
  public:
    Actions(const Subscription& state, Timestamp now) : state_(state), now_(now) {}

    /// `bounded`: the change window holds.
    void put(std::string type, bool at_renewal, bool bounded, std::string reason) {
        Action action;
        action.type = std::move(type);
        action.at_renewal = at_renewal;
        action.reason = std::move(reason);
        if (action.reason.empty()) action.effective_at = at_renewal ? state_.renews_at : now_;
        if (bounded && !is_over(state_)) action.deadline = state_.change_deadline;
        list.push_back(std::move(action));
    }

    std::vector<Action> list;

  private:
    const Subscription& state_;
    Timestamp now_;
};

}  // namespace

std::vector<Action> actions_of(const Subscription& state, const Catalog& catalog, Timestamp now) {
    const bool ended = is_over(state);
    const bool unpaid = state.status == SubscriptionStatus::suspended;
    const bool closed = !state.window_open;
    const bool later = !in_trial(state);  // reductions wait for the renewal
    const bool leaves = state.cancellation && later;
    const std::int64_t users =
        state.after_renewal ? state.after_renewal->holding.users : state.holding.users;
    const auto purchase = [&] { return Reasons().when(ended, over).when(unpaid, suspended); };
    const auto change = [&](bool pending) { return purchase().when(pending, in_progress); };

    Actions actions(state, now);
    actions.put("add_users", false, false, change(state.plan_in_question));
    actions.put("remove_users", later, true,
                change(state.plan_in_question)
                    .when(leaves, cancelled)
                    .when(users <= 1, "no_users_left")
                    .when(closed, window_closed));
    actions.put("upgrade_plan", false, true,
                change(state.anything_in_question)
                    .when(!has_plan(state, catalog, 1), "no_larger_plan")
                    .when(closed, window_closed));
    actions.put("downgrade_plan", later, true,
                change(state.anything_in_question)
                    .when(leaves, cancelled)
                    .when(!has_plan(state, catalog, -1), "no_smaller_plan")
                    .when(closed, window_closed));
    actions.put("undo_change", false, true,
                Reasons()
                    .when(ended, over)
                    .when(state.scheduled.empty(), nothing_to_undo)
                    .when(closed, window_closed));
    actions.put("cancel", true, true,
                Reasons()
                    .when(ended, over)
                    .when(state.cancellation.has_value(), cancelled)
                    .when(closed, window_closed));
    actions.put("undo_cancellation", false, true,
                Reasons()
                    .when(ended, over)
                    .when(!state.cancellation, nothing_to_undo)
                    .when(closed, window_closed));
    actions.put("start", false, false, Reasons().when(!ended, "subscription_exists"));
    return actions.list;
}

}  // namespace tenure::subscription
