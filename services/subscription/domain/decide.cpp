#include "subscription/domain/decide.hpp"

#include <charconv>

namespace tenure::subscription {

namespace {

constexpr const char* users_item = "plan_users";

Error conflict(std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail), {}, {}};
}

Error ended() {
    return conflict("subscription_ended", "the subscription has ended");
}

Error cancelled() {
    return conflict("cancellation_pending",
                    "the subscription is cancelled: undo the cancellation first");
}

Decision draft_of(const Wanted& wanted, const Subscription& state) {
    Decision decision;
    decision.draft.type = wanted.type;
    decision.draft.product = state.holding.plan;
    decision.draft.quantity = wanted.users;
    decision.draft.quote_id = wanted.quote_id;
    return decision;
}

/// A reduction takes effect with the next term; a trial is free, so in it everything is at once.
Status schedule(Decision& decision, const Subscription& state) {
    if (in_trial(state)) return done;
    if (state.cancellation) return cancelled();
    decision.draft.options[option::at_renewal] = "true";
    return done;
}

Result<Decision> removal(const Wanted& wanted, const Subscription& state,
                         const std::optional<Usage>& usage) {
    Decision decision = draft_of(wanted, state);
    TENURE_TRY(schedule(decision, state));
    const Holding later = state.after_renewal ? state.after_renewal->holding : state.holding;
    decision.users_after = later.users - wanted.users;
    if (decision.users_after < 1) {
        Error error = conflict("no_users_left", "at least one user must remain");
        error.members = {{"users_after", decision.users_after}};
        return error;
    }
    if (usage && usage->active_users > decision.users_after)
        decision.surplus = usage->active_users - decision.users_after;
    if (wanted.deactivate_last_added)
        decision.draft.options[option::deactivate_last_added] = "true";
    return decision;
}

Result<Decision> change_of_plan(const Wanted& wanted, const Subscription& state,
                                const Catalog& catalog) {
    TENURE_TRY_ASSIGN(const Plan target, catalog.plan(wanted.plan));
    TENURE_TRY_ASSIGN(const Plan present, catalog.plan(state.holding.plan));
    Decision decision = draft_of(wanted, state);
    decision.draft.product = target.code;
    decision.draft.quantity = 0;
    const bool downgrade = target.rank < present.rank;
    const bool planned = state.after_renewal && state.after_renewal->holding.plan == target.code;
    if (target.code == present.code || (downgrade && planned))
        return conflict("plan_unchanged", "that is the plan already, or will be at the renewal");
    if (downgrade) TENURE_TRY(schedule(decision, state));
    decision.losses = features_lost(present, target);
    if (wanted.accept_loss) decision.draft.options[option::accept_loss] = "true";
    return decision;
}

Result<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    return Error{ErrorKind::internal, "internal_error", "not a number among a change's options"};
}

Result<selling::StartTerms> start_terms(const Change& change) {
    selling::StartTerms terms;
    terms.cycle = parse_cycle(selling::option_of(change, option::cycle)).value_or(Cycle::quarterly);
    terms.time_zone = selling::option_of(change, option::time_zone);
    const std::string trial_days = selling::option_of(change, option::trial_days);
    if (!trial_days.empty()) {
        TENURE_TRY_ASSIGN(terms.trial_days, number_of(trial_days));
    }
    return terms;
}

}  // namespace

Result<Decision> decide(const Wanted& wanted, const Subscription& state, const Catalog& catalog,
                        const std::optional<Usage>& usage) {
    if (is_over(state)) return ended();
    // Users are bought at the plan's price: which one it is must be known first, and the other way
    // round a switch must meet all of them.
    const bool switches = wanted.type == change_type::change_plan;
    if (state.plan_in_question || (switches && state.anything_in_question))
        return conflict("change_in_progress",
                        "another change's payment has no outcome yet; try again shortly");
    if (switches) return change_of_plan(wanted, state, catalog);
    if (wanted.type == change_type::remove_users) return removal(wanted, state, usage);
    return draft_of(wanted, state);
}

Status check_consent(const Wanted& wanted, const Decision& decision,
                     const std::optional<Usage>& usage) {
    if (!decision.losses.empty() && !wanted.accept_loss) {
        Error error =
            conflict("loss_not_accepted", "features would be lost: send accept_loss to go ahead");
        error.members = {{"losses", decision.losses}};
        return error;
    }
    if (decision.surplus > 0 && !wanted.deactivate_last_added) {
        Error error = conflict("users_below_active",
                               "more users are active than would remain: send "
                               "deactivate_last_added to go ahead");
        error.members = {{"users_after", decision.users_after},
                         {"active_users", usage ? usage->active_users : 0}};
        return error;
    }
    return done;
}

Status check_cancellable(const Subscription& state) {
    if (is_over(state)) return ended();
    if (state.cancellation) return cancelled();
    return done;
}

Result<selling::Purchase> purchase_of(const Change& change, const Catalog& catalog) {
    selling::Purchase purchase;
    if (change.type == change_type::cancel) {
        purchase.kind = selling::PurchaseKind::end;
        return purchase;
    }
    if (!selling::option_of(change, option::at_renewal).empty())
        purchase.when = selling::When::at_renewal;
    if (change.type == change_type::remove_users) {
        purchase.operations = {selling::remove(users_item, change.quantity)};
        return purchase;
    }
    TENURE_TRY_ASSIGN(const Plan plan, catalog.plan(change.product));
    if (change.type == change_type::change_plan) {
        purchase.operations = {selling::switch_to(users_item, catalog.product_of(plan))};
        return purchase;
    }
    purchase.operations = {selling::add(users_item, catalog.product_of(plan), change.quantity)};
    purchase.operations.front().minimum = 1;
    if (change.type != change_type::start) return purchase;
    purchase.kind = selling::PurchaseKind::start;
    TENURE_TRY_ASSIGN(purchase.start, start_terms(change));
    return purchase;
}

}  // namespace tenure::subscription
