#include "onboarding/app/checklist_service.hpp"

namespace tenure::onboarding {

namespace {

Error not_started() {
    return {ErrorKind::not_found, "checklist_not_started",
            "the checklist begins with the subscription"};
}

}  // namespace

Result<Checklist> ChecklistService::read(const AccountId& account) {
    std::optional<Checklist> checklist;
    store_.read(account, [&](OnboardingTx& tx) { checklist = tx.checklist().find(); });
    if (!checklist) return not_started();
    return *checklist;
}

Result<Checklist> ChecklistService::mark(const Caller& caller, const std::string& task,
                                         bool is_done) {
    std::optional<Checklist> marked;
    TENURE_TRY(store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        const std::optional<Checklist> before = tx.checklist().find();
        if (!before) return not_started();
        const auto state =
            is_done ? std::optional(TaskDone{caller.now, caller.subject}) : std::nullopt;
        TENURE_TRY_ASSIGN(marked, with_task(*before, catalog_, task, state));
        if (marked->tasks == before->tasks) return done;
        tx.checklist().save(*marked);
        tx.seller().audit(caller, {.action = is_done ? "task.done" : "task.reopened",
                                   .resource = "/v1/onboarding/tasks/" + task,
                                   .before = documents_.checklist(*before),
                                   .after = documents_.checklist(*marked)});
        if (marked->completed_at && !before->completed_at)
            tx.publish("onboarding.checklist_completed", documents_.checklist(*marked), caller.now);
        return done;
    }));
    return *marked;
}

}  // namespace tenure::onboarding
