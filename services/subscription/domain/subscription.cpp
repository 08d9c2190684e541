#include "subscription/domain/subscription.hpp"

#include <tuple>

#include "domain/time_zone.hpp"

namespace tenure::subscription {

namespace {

using std::chrono::days;

/// The term of a day; an ended subscription keeps its last one.
Term term_at(const Licence& licence, const AccessFacts& facts, const TimeZone& zone,
             Timestamp now) {
    Date day = zone.date_of(now);
    if (facts.access_until && *facts.access_until < day) day = *facts.access_until;
    return selling::term_on(licence, day);
}

void set_window(Subscription& state, const TimeZone& zone, Timestamp now) {
    if (selling::is_trial(state.licence)) {
        state.trial_ends_on = state.term.renews_on;
        state.change_deadline = state.term.renews_on - days(1);
        state.window_open = !is_over(state);
        return;
    }
    const ChangeWindow window = change_window(state.term, zone, now);
    state.change_deadline = window.deadline;
    state.window_open = window.open && !is_over(state);
}

void sort_changes(Subscription& state, const std::vector<Change>& life, Timestamp now) {
    for (const Change& change : life) {
        const bool cancel = change.type == change_type::cancel;
        if (change.status == ChangeStatus::pending) {
            state.anything_in_question = true;
            state.plan_in_question =
                state.plan_in_question || change.type == change_type::change_plan;
        } else if (cancel && selling::is_accepted(change)) {
            state.cancellation = change;
        } else if (selling::waits(change, now)) {
            state.scheduled.push_back(change);
        }
    }
}

/// What was scheduled for the renewal ended with the licence.
Timestamp last_instant(Timestamp ends_at, Timestamp now) {
    return std::min(ends_at - std::chrono::microseconds(1), now);
}

}  // namespace

Holding holding_at(const std::vector<Change>& life, Timestamp at) {
    Holding holding;
    const Change* named_by = nullptr;  // the latest change that says which plan
    for (const Change& change : life) {
        if (!selling::in_effect(change, at)) continue;
        if (change.type == change_type::start || change.type == change_type::add_users)
            holding.users += change.quantity;
        if (change.type == change_type::remove_users) holding.users -= change.quantity;
        if (change.type != change_type::start && change.type != change_type::change_plan) continue;
        const bool later = named_by == nullptr || std::tie(*named_by->effective_at, named_by->id) <
                                                      std::tie(*change.effective_at, change.id);
        if (later) named_by = &change;
    }
    if (named_by != nullptr) holding.plan = named_by->product;
    return holding;
}

Result<Subscription> state_at(const Licence& licence, const std::vector<Change>& changes,
                              Timestamp now) {
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(licence.time_zone));
    const std::vector<Change> life = present_life(changes, licence);
    TENURE_TRY_ASSIGN(const AccessFacts facts, access_facts(licence, life));
    Subscription state;
    state.licence = licence;
    state.status = status_at(facts, now);
    state.access_until = facts.access_until;
    state.term = term_at(licence, facts, zone, now);
    state.renews_at = zone.start_of(state.term.renews_on);
    state.holding =
        holding_at(life, is_over(state) && facts.ends_at ? last_instant(*facts.ends_at, now) : now);
    set_window(state, zone, now);
    sort_changes(state, life, now);
    if (!facts.ends_at)
        state.after_renewal = AfterRenewal{holding_at(life, std::max(state.renews_at, now)),
                                           selling::next_cycle(licence)};
    if (is_over(state)) state.scheduled.clear();
    return state;
}

}  // namespace tenure::subscription
