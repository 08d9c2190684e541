#pragma once
// Keeping experts: they belong to no account, and have transactions of their own.

#include "onboarding/app/ports.hpp"

namespace tenure::onboarding {

struct ExpertPage {
    std::vector<Expert> experts;
    std::optional<std::string> next_cursor;
};

class ExpertStore {
  public:
    virtual ~ExpertStore() = default;
    virtual std::optional<Expert> find(const ExpertId& id) = 0;
    /// Newest first. Error `invalid_fields` for a cursor that we did not make.
    virtual Result<ExpertPage> page(int limit, const std::string& cursor) = 0;
    /// Makes him, with the request's key; `what` goes into the history of the caller's account.
    virtual Status insert(const Caller& caller, const Expert& expert,
                          const std::optional<IdempotencyKey>& key, const AuditedChange& what) = 0;
    /// Writes what has changed. Error `if_match_failed` when his version is another by now.
    virtual Status update(const Caller& caller, const Expert& expert,
                          const AuditedChange& what) = 0;
};

}  // namespace tenure::onboarding
