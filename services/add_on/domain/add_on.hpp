#pragma once
// The add-on as it stands at one instant, and what its package admits.

#include <optional>
#include <string>
#include <vector>

#include "add_on/domain/package.hpp"
#include "add_on/domain/plan.hpp"
#include "domain/result.hpp"

namespace tenure::add_on {

/// What is kept about an account.
struct Rows {
    selling::Licence licence;
    Plan plan;
    PackageRows package;
};

/// The changes of the present life: what was bought before the subscription ended is gone with it.
std::vector<Change> of_this_life(const std::optional<selling::Licence>& licence,
                                 const std::vector<Change>& changes);

/// A function of rows and `now`.
struct AddOn {
    Rows rows;
    Term term;  ///< of `now`
    ChangeWindow window;
    Timestamp renews_at;
    bool over = false;  ///< the subscription has ended: nothing any more
    std::optional<Timestamp> ends_at;
    Holding now;
    std::int64_t plan_users = 0;
    Holding after_renewal;  ///< empty when nothing is renewed
    std::int64_t plan_users_after_renewal = 0;
    std::vector<Change> scheduled;  ///< accepted, in effect later

    /// In the subscription's own trial everything is free, at once, and without a window.
    bool free() const { return is_trial(rows.licence); }
};

/// Error `unknown_time_zone` when the licence's zone is gone from the machine.
Result<AddOn> add_on_at(const Rows& rows, Timestamp now);

/// What is asked for.
struct Wish {
    ChangeType type = ChangeType::add_users;
    Package package = Package::beyond;  ///< of a switch: to which
    std::int64_t users = 1;             ///< of a trial: what it converts to, 0 falls back to Basic
};

/// Whether the package itself admits the wish: what the add-on alone knows. Errors (conflict):
/// `package_unchanged`, `package_change_pending`, `package_is_basic`, `beyond_trial_used`,
/// `last_unit`. It says nothing of the window, the plan users or unpaid invoices: those are
/// billing's, in the order's transaction.
Status check_package(const PackageRows& rows, const Wish& wish, Timestamp now);

/// The instant at which a trial of so many days ends: the beginning of a local day.
Result<Timestamp> trial_end(const std::string& time_zone, int days, Timestamp now);

}  // namespace tenure::add_on
