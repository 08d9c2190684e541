#pragma once
// The guided checklist: what is done of it.

#include "onboarding/app/ports.hpp"

namespace tenure::onboarding {

class ChecklistService {
  public:
    ChecklistService(OnboardingStore& store, const Catalog& catalog, const Documents& documents)
        : store_(store), catalog_(catalog), documents_(documents) {}

    const Catalog& catalog() const { return catalog_; }
    /// Error `checklist_not_started` before the subscription.
    Result<Checklist> read(const AccountId& account);
    /// Marks a task as done, or as not done. Errors: `checklist_not_started`, `task_not_found`.
    Result<Checklist> mark(const Caller& caller, const std::string& task, bool is_done);

  private:
    OnboardingStore& store_;
    const Catalog& catalog_;
    const Documents& documents_;
};

}  // namespace tenure::onboarding
