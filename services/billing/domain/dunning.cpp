#include "billing/domain/dunning.hpp"

#include <algorithm>

namespace tenure::billing {

namespace {

/// The first instant of a grid from `start` that lies after another instant.
Timestamp next_on_grid(Timestamp start, std::chrono::days step, Timestamp after) {
    if (after < start) return start;
    const auto passed = (after - start) / std::chrono::microseconds(step);
    return start + step * (passed + 1);
}

std::optional<Timestamp> before(Timestamp at, Timestamp end) {
    return at < end ? std::optional(at) : std::nullopt;
}

}  // namespace

Timestamp debt_since(const DunningPolicy& policy, Timestamp opened_at, Timestamp failed_at) {
    return failed_at < opened_at + policy.grace ? opened_at : failed_at;
}

Timestamp suspends_at(const DunningPolicy& policy, const Debt& debt) {
    return debt.since + policy.grace;
}

std::optional<Timestamp> next_attempt(const DunningPolicy& policy, const Debt& debt,
                                      Timestamp after) {
    if (debt.suspended_at) return std::nullopt;
    const Timestamp end = suspends_at(policy, debt);
    if (debt.method == CollectedBy::card)
        return before(next_on_grid(debt.since, policy.card_retry, after), end);
    if (debt.collections >= policy.debit_collections) return std::nullopt;
    return before(std::max(debt.since + policy.debit_retry * debt.collections, after), end);
}

std::optional<Timestamp> next_reminder(const DunningPolicy& policy, const Debt& debt,
                                       Timestamp after) {
    if (debt.suspended_at || debt.method != CollectedBy::sepa_debit) return std::nullopt;
    const Timestamp first = debt.since + policy.debit_reminder;
    return before(next_on_grid(first, policy.debit_reminder, after), suspends_at(policy, debt));
}

std::optional<Timestamp> next_step(const DunningPolicy& policy, const Debt& debt) {
    if (debt.suspended_at) return std::nullopt;
    const Timestamp end = suspends_at(policy, debt);
    return debt.reminder_at ? std::min(*debt.reminder_at, end) : end;
}

Standing standing_with(const std::vector<Debt>& debts) {
    if (debts.empty()) return Standing::good;
    const bool suspended = std::any_of(
        debts.begin(), debts.end(), [](const Debt& debt) { return debt.suspended_at.has_value(); });
    return suspended ? Standing::suspended : Standing::past_due;
}

}  // namespace tenure::billing
