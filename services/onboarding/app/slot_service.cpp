// Free slots, and the waiting list for when there are none.

#include <algorithm>
#include <map>

#include "onboarding/app/session_service.hpp"

namespace tenure::onboarding {

std::vector<Slot> SessionService::free_in(OnboardingTx& tx, const SlotQuery& query,
                                          const Stretch& range) const {
    std::map<Timestamp, std::vector<ExpertId>> free;
    for (const Expert& expert : tx.experts().speaking(query.language)) {
        if (query.expert && *query.expert != expert.id) continue;
        const std::vector<Stretch> busy = tx.experts().busy(expert.id, range);
        for (const Timestamp begins : free_slots(working_time_of(expert), busy, range, rules()))
            free[begins].push_back(expert.id);
    }
    std::vector<Slot> slots;
    for (auto& [begins, experts] : free) slots.push_back({begins, std::move(experts)});
    return slots;
}

bool SessionService::soon_free(OnboardingTx& tx, const std::string& language, Timestamp now) const {
    return !free_in(tx, {language, {}, {}, {}}, {now + rules().notice, now + rules().waiting})
                .empty();
}

Slots SessionService::slots(const Caller& caller, const SlotQuery& query) {
    const Timestamp earliest = caller.now + rules().notice;
    const Timestamp latest = caller.now + rules().horizon;
    const Timestamp from = std::max(earliest, query.from.value_or(earliest));
    const Timestamp until = std::min(latest, query.until.value_or(from + std::chrono::days(14)));
    Slots found;
    store_.read(caller.account, [&](OnboardingTx& tx) {
        found.slots = free_in(tx, query, {from, until + rules().length});
        std::erase_if(found.slots, [&](const Slot& slot) { return slot.begins > until; });
        found.time_zone = zone_of(tx);
        found.waiting_list_open = !soon_free(tx, query.language, caller.now);
    });
    return found;
}

Result<Waiting> SessionService::wait(const Caller& caller, const std::string& language,
                                     const std::optional<IdempotencyKey>& key) {
    std::optional<Waiting> waiting;
    TENURE_TRY(store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        waiting = tx.sessions().waiting();
        if (waiting && waiting->language == language) return tx.claim(key, waiting->id.str());
        TENURE_TRY_ASSIGN(const Order order, deliverable(tx));
        TENURE_TRY(check_left(tx, order));
        if (soon_free(tx, language, caller.now))
            return Error{ErrorKind::conflict, "slots_available", "there are free slots soon"};
        if (waiting) tx.sessions().remove(waiting->id);
        waiting = Waiting{WaitingId::make(caller.now), order.engagement, language, caller.now, {},
                          caller.on_test_clock};
        TENURE_TRY(tx.claim(key, waiting->id.str()));
        tx.sessions().insert(*waiting);
        tx.publish("onboarding.waiting", documents_.waiting(*waiting), caller.now);
        return done;
    }));
    return *waiting;
}

std::optional<Waiting> SessionService::waiting(const AccountId& account) {
    std::optional<Waiting> waiting;
    store_.read(account, [&](OnboardingTx& tx) { waiting = tx.sessions().waiting(); });
    return waiting;
}

void SessionService::leave(const Caller& caller) {
    const Status left = store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        if (const auto waiting = tx.sessions().waiting()) tx.sessions().remove(waiting->id);
        return done;
    });
    static_cast<void>(left);  // nothing in it can be refused
}

Result<bool> SessionService::tell_one(Timestamp now) {
    const std::optional<AccountId> account = store_.take_waiting();
    if (!account) return false;
    TENURE_TRY(store_.transact(*account, [&](OnboardingTx& tx) -> Status {
        const std::optional<Waiting> waiting = tx.sessions().waiting();
        if (!waiting) return done;
        // Where a test clock stands is not known here: it stood no earlier than then.
        const Timestamp present = waiting->on_test_clock ? waiting->since : now;
        if (!soon_free(tx, waiting->language, present)) return done;
        tx.sessions().told(waiting->id, present);
        tx.publish("onboarding.slot_available", documents_.waiting(*waiting), present);
        return done;
    }));
    return true;
}

}  // namespace tenure::onboarding
