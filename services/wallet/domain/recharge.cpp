#include "wallet/domain/recharge.hpp"

#include <algorithm>

namespace tenure::wallet {

namespace {

constexpr const char* cap_reached = "monthly_cap_reached";

}  // namespace

RechargeStep next_step(const Recharge& recharge, Credits pack, const RechargeState& state) {
    if (!recharge.enabled) return RechargeStep::enough;
    if (add(state.balance, state.pending).value() > recharge.threshold) return RechargeStep::enough;
    if (state.in_flight) return RechargeStep::in_flight;
    if (recharge.next_at && *recharge.next_at > state.now) return RechargeStep::too_early;
    if (add(state.this_month, pack).value() > recharge.monthly_cap)
        return RechargeStep::cap_reached;
    return RechargeStep::buy;
}

Recharge after_begin(Recharge recharge, const RechargePolicy& policy, Timestamp now) {
    recharge.next_at = now + policy.cool_down;
    if (recharge.reason == cap_reached) recharge.reason.clear();
    return recharge;
}

Recharge after_cap(Recharge recharge, Timestamp next_month) {
    recharge.reason = cap_reached;
    recharge.next_at = next_month;
    return recharge;
}

Recharge after_success(Recharge recharge) {
    recharge.declines = 0;
    recharge.reason.clear();
    return recharge;
}

Recharge after_decline(Recharge recharge, const RechargePolicy& policy, const std::string& reason,
                       Timestamp now) {
    ++recharge.declines;
    recharge.reason = reason;
    recharge.next_at = now + policy.cool_down * (1 << std::min(recharge.declines, 10));
    if (recharge.declines >= policy.most_declines) recharge.enabled = false;
    return recharge;
}

}  // namespace tenure::wallet
