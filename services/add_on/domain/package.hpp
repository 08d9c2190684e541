#pragma once
// Which package an account has at an instant, with how many Beyond users, and the trial of Beyond:
// a function of the changes and that instant.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/id.hpp"
#include "domain/time.hpp"
#include "selling/change.hpp"

namespace tenure::add_on {

using selling::Change;
using selling::ChangeStatus;

enum class Package { basic, beyond };
std::string_view name_of(Package package);
/// Throws std::invalid_argument on a name that we never wrote.
Package package_of(std::string_view name);

enum class ChangeType { switch_package, add_users, remove_users, start_trial };
std::string_view name_of(ChangeType type);
/// Throws std::invalid_argument on a name that we never wrote.
ChangeType change_type(std::string_view name);

/// A change says: its type; as product the package that it is about; as quantity the Beyond users
/// that are bought or taken away. A trial's quantity is with how many it goes on when it ends (0:
/// it falls back to Basic), and then its effective_at is that instant.
ChangeType type_of(const Change& change);

/// The trial that an account has had: one, ever.
struct TrialRow {
    ChangeId change;
    Timestamp started_at;
    Timestamp ends_at;
};

/// All that the state is made of. `changes` are pending, scheduled and applied ones of the present
/// life.
struct PackageRows {
    std::vector<Change> changes;
    std::optional<TrialRow> trial;
};

/// A trial that runs.
struct Trial {
    ChangeId change;
    Timestamp started_at;
    Timestamp ends_at;
    std::int64_t converts_to = 0;  ///< Beyond users bought when it ends; 0: back to Basic
};

/// What an account holds at an instant.
struct Holding {
    Package package = Package::basic;
    std::int64_t users = 0;      ///< Beyond users bought
    ChangeId beyond_since;       ///< the change that began this stretch of Beyond; empty on Basic
    std::optional<Trial> trial;  ///< runs now; never on Beyond
};

/// The fold of the changes in effect at `now`.
Holding holding_at(const PackageRows& rows, Timestamp now);

}  // namespace tenure::add_on
