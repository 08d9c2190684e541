#pragma once
// Operators keep the experts.

#include "onboarding/app/expert_port.hpp"

namespace tenure::onboarding {

class ExpertService {
  public:
    ExpertService(ExpertStore& store, const Documents& documents)
        : store_(store), documents_(documents) {}

    Result<ExpertPage> page(int limit, const std::string& cursor) {
        return store_.page(limit, cursor);
    }
    /// Error `expert_not_found`.
    Result<Expert> find(const ExpertId& id);
    Result<Expert> add(const Caller& caller, Expert expert,
                       const std::optional<IdempotencyKey>& key);
    /// Replaces what is known of him; his sessions stand. Errors: `expert_not_found`,
    /// `if_match_failed`.
    Result<Expert> replace(const Caller& caller, const Expert& expert);

  private:
    ExpertStore& store_;
    const Documents& documents_;
};

}  // namespace tenure::onboarding
