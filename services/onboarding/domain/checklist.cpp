#include "onboarding/domain/checklist.hpp"

namespace tenure::onboarding {

std::size_t done_count(const Checklist& checklist, const Catalog& catalog) {
    std::size_t count = 0;
    for (const auto& [code, state] : checklist.tasks)
        if (catalog.task(code) != nullptr) ++count;
    return count;
}

Result<Checklist> with_task(Checklist checklist, const Catalog& catalog, const std::string& code,
                            const std::optional<TaskDone>& state) {
    if (catalog.task(code) == nullptr)
        return Error{ErrorKind::not_found, "task_not_found", "the checklist has no such task"};
    if (state)
        checklist.tasks.emplace(code, *state);
    else
        checklist.tasks.erase(code);
    const bool complete = done_count(checklist, catalog) == catalog.task_count();
    if (!complete) checklist.completed_at.reset();
    if (complete && !checklist.completed_at) checklist.completed_at = checklist.tasks.at(code).at;
    return checklist;
}

}  // namespace tenure::onboarding
