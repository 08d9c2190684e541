#include "add_on/domain/plan.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"

namespace tenure::add_on {

namespace {

constexpr EnumNames<PlanAction, 4> action_names{{
    {"add", PlanAction::add},
    {"remove", PlanAction::remove},
    {"clear", PlanAction::clear},
    {"end", PlanAction::end},
}};

}  // namespace

std::string_view name_of(PlanAction action) {
    return name_in(action_names, action);
}
PlanAction plan_action(std::string_view name) {
    return value_in(action_names, name);
}

std::int64_t Plan::users_at(Timestamp instant) const {
    std::int64_t users = 0;
    for (const PlanStep& step : steps) {
        if (step.effective_at > instant) continue;
        if (step.action == PlanAction::add) users += step.quantity;
        if (step.action == PlanAction::remove) users -= step.quantity;
        if (step.action == PlanAction::clear || step.action == PlanAction::end) users = 0;
    }
    return std::max<std::int64_t>(users, 0);
}

std::optional<Timestamp> Plan::ends_at() const {
    for (const PlanStep& step : steps)
        if (step.action == PlanAction::end) return step.effective_at;
    return std::nullopt;
}

bool is_over(const selling::Licence& licence, const Plan& plan, Timestamp now) {
    const std::optional<Timestamp> end = plan.ends_at();
    return licence.ended_on || (end && *end <= now);
}

std::string_view status_of(const selling::Licence& licence, const Plan& plan, Timestamp now) {
    if (is_over(licence, plan, now)) return "ended";
    if (licence.standing != selling::Standing::good) return name_of(licence.standing);
    if (plan.ends_at()) return "cancelling";
    return is_trial(licence) ? "trialing" : "active";
}

}  // namespace tenure::add_on
