#pragma once
// The guided checklist of one account: which tasks are done. What the tasks are is the
// catalogue's.

#include <map>
#include <optional>
#include <string>

#include "onboarding/domain/catalog.hpp"

namespace tenure::onboarding {

struct TaskDone {
    Timestamp at;
    std::string by;
    bool operator==(const TaskDone&) const = default;
};

struct Checklist {
    Timestamp started_at;
    std::map<std::string, TaskDone> tasks;  ///< the done ones, by code
    std::optional<Timestamp> completed_at;  ///< when the last one was done
};

/// How many of the catalogue's tasks are done; one that left the catalogue does not count.
std::size_t done_count(const Checklist& checklist, const Catalog& catalog);

/// The checklist with a task done, or not done after all. Done again: as it was. Error
/// `task_not_found`.
Result<Checklist> with_task(Checklist checklist, const Catalog& catalog, const std::string& code,
                            const std::optional<TaskDone>& state);

}  // namespace tenure::onboarding
