#pragma once
// What can be asked for now, when it would take effect, and if it would be refused, why.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "add_on/domain/add_on.hpp"

namespace tenure::add_on {

enum class Effective { immediately, at_renewal };
std::string_view name_of(Effective effective);
Effective effective_of(const Wish& wish, bool in_subscription_trial);

/// All that speaks against the wish. What billing owns comes from its news, so it may be late:
/// `subscription_ended`, `account_suspended`, `change_window_closed`, `cancellation_pending`,
/// `limit_exceeded`; and check_package()'s.
Status check(const AddOn& add_on, const Wish& wish, Timestamp now);

/// One thing that can be asked for.
struct Action {
    Wish wish;
    Effective effective = Effective::immediately;
    Timestamp effective_at;
    std::optional<std::string> reason;  ///< the code of the refusal; nothing: it is allowed
    std::optional<Date> deadline;       ///< last day, for what the change window holds
};
std::vector<Action> actions(const AddOn& add_on, Timestamp now);

}  // namespace tenure::add_on
