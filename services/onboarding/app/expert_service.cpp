#include "onboarding/app/expert_service.hpp"

namespace tenure::onboarding {

namespace {

std::string path_of(const Expert& expert) {
    return "/v1/operator/onboarding/experts/" + expert.id.str();
}

}  // namespace

Result<Expert> ExpertService::find(const ExpertId& id) {
    if (auto expert = store_.find(id)) return *expert;
    return Error{ErrorKind::not_found, "expert_not_found", "there is no such expert"};
}

Result<Expert> ExpertService::add(const Caller& caller, Expert expert,
                                  const std::optional<IdempotencyKey>& key) {
    if (key && key->resume) return find(ExpertId(*key->resume));
    expert.id = ExpertId::make(caller.now);
    expert.version = 0;
    TENURE_TRY(store_.insert(caller, expert, key,
                             {.action = "expert.added",
                              .resource = path_of(expert),
                              .before = std::nullopt,
                              .after = documents_.expert(expert)}));
    return find(expert.id);
}

Result<Expert> ExpertService::replace(const Caller& caller, const Expert& expert) {
    TENURE_TRY_ASSIGN(const Expert before, find(expert.id));
    TENURE_TRY(store_.update(caller, expert,
                             {.action = "expert.replaced",
                              .resource = path_of(expert),
                              .before = documents_.expert(before),
                              .after = documents_.expert(expert)}));
    return find(expert.id);
}

}  // namespace tenure::onboarding
