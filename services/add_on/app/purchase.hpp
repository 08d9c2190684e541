#pragma once
// A change of the package as billing is asked for it: item `beyond_users`, limited by `plan_users`.

#include "add_on/domain/actions.hpp"
#include "add_on/domain/catalog.hpp"
#include "selling/change.hpp"
#include "selling/purchase.hpp"

namespace tenure::add_on {

/// The draft of what is asked for. `licence` as far as it is known.
/// Error `unknown_time_zone`; `subscription_missing` (conflict) for a trial without a licence.
Result<Change> draft_of(const Wish& wish, const std::optional<selling::Licence>& licence,
                        int trial_days, Timestamp now);

/// The same again for the same change.
selling::Purchase purchase_of(const Change& change, const Catalog& catalog);

/// When the trial of a change of type start_trial ends.
Timestamp trial_end_of(const Change& change);

}  // namespace tenure::add_on
