#pragma once
// What the subscription's orders mean for the add-on: how many plan users there are, which bounds
// the Beyond users, and when the subscription ends. Kept from billing's events.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/id.hpp"
#include "domain/time.hpp"
#include "selling/licence.hpp"

namespace tenure::add_on {

enum class PlanAction {
    add,     ///< plan users
    remove,  ///< plan users
    clear,   ///< no plan users
    end,     ///< the subscription is cancelled
};
std::string_view name_of(PlanAction action);
/// Throws std::invalid_argument on a name that we never wrote.
PlanAction plan_action(std::string_view name);

/// A part of an order of the subscription, in effect from an instant on.
struct PlanStep {
    PlanAction action = PlanAction::add;
    std::int64_t quantity = 0;
    Timestamp effective_at;
};

/// The steps of the present life, in the order of their effect.
struct Plan {
    std::vector<PlanStep> steps;

    std::int64_t users_at(Timestamp instant) const;
    /// When a cancellation that was accepted takes effect.
    std::optional<Timestamp> ends_at() const;
};

/// An order of the subscription, as far as it matters here.
struct PlanOrder {
    ChangeId id;
    bool holds = false;  ///< scheduled or applied; else it is nothing any more
    std::vector<PlanStep> steps;
};

/// Billing said that it has ended, or the end that was announced has passed: the news may be late.
bool is_over(const selling::Licence& licence, const Plan& plan, Timestamp now);

/// What customers are told: trialing, active, past_due, suspended, cancelling, ended.
std::string_view status_of(const selling::Licence& licence, const Plan& plan, Timestamp now);

}  // namespace tenure::add_on
