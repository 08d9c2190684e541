#include "billing/domain/admission.hpp"

#include <algorithm>

namespace tenure::billing {

namespace {

Error conflict(std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail)};
}

Error not_allowed(std::string pointer, std::string code, std::string detail) {
    return {ErrorKind::invalid,
            "invalid_fields",
            "the purchase is not possible like this",
            {{std::move(pointer), std::move(code), std::move(detail)}}};
}

Result<CurrentTerm> term_of_start(const Start& start, const Account& account, Timestamp now) {
    if (account.status == AccountStatus::trialing || account.status == AccountStatus::live)
        return conflict("subscription_exists", "the account has a subscription already");
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(start.time_zone));
    const Date today = zone.date_of(now);
    if (start.trial_days)
        return CurrentTerm{trial_term(today, *start.trial_days, start.cycle), zone, today};
    Term term = first_term(today, start.cycle);
    if (!account.terms.empty()) term.number = account.terms.back().number + 1;
    return CurrentTerm{term, zone, today};
}

Status admit_cycle(const Purchase& purchase, const Account& account, const CurrentTerm& current) {
    if (scheduled(account, PurchaseKind::cycle, current))
        return conflict("cycle_change_pending", "another cycle is scheduled already: undo it");
    if (purchase.cycle == current.term.cycle)
        return conflict("cycle_unchanged", "the account has this cycle already");
    return done;
}

/// What takes units away or exchanges them waits for the renewal, except in a trial; a deferred
/// order is paid like an immediate one.
Status admit_change(const Purchase& purchase, const CurrentTerm& current, Timestamp now) {
    if (purchase.execute_at && *purchase.execute_at <= now)
        return not_allowed("/effective", "out_of_range", "the instant has passed");
    if (purchase.effect == Effect::at_renewal || current.term.is_trial()) return done;
    for (const Operation& operation : purchase.operations) {
        if (!names_product(operation.action))
            return not_allowed("/effective", "not_allowed",
                               "units are taken away at the renewal only");
    }
    return done;
}

}  // namespace

Result<CurrentTerm> term_for(const Purchase& purchase, const Account& account, Timestamp now) {
    if (purchase.kind == PurchaseKind::start) return term_of_start(*purchase.start, account, now);
    if (account.status == AccountStatus::ended)
        return conflict("subscription_ended", "the account's subscription has ended");
    Result<CurrentTerm> current = term_at(account, now);
    if (!current.ok()) {
        Error error = current.error();
        if (error.kind == ErrorKind::not_found) error.kind = ErrorKind::conflict;
        return error;
    }
    if (current->today >= current->term.renews_on)
        return conflict("term_ended", "the term has ended and its renewal has not been made yet");
    return current;
}

Purchase joined_with_renewal(Purchase purchase, const CurrentTerm& current) {
    if (purchase.effect != Effect::deferred || purchase.execute_at != current.renewal())
        return purchase;
    purchase.effect = Effect::at_renewal;
    purchase.execute_at.reset();
    return purchase;
}

Timestamp effective_at(const Purchase& purchase, const CurrentTerm& current, Timestamp now) {
    switch (purchase.effect) {
        case Effect::immediately:
            return now;
        case Effect::at_renewal:
            return current.renewal();
        case Effect::deferred:
            return purchase.execute_at.value();
    }
    return now;
}

Status admit(const Purchase& purchase, const Account& account, const CurrentTerm& current,
             Timestamp now) {
    if (purchase.kind == PurchaseKind::start) {
        if (purchase.start->trial_days && !account.terms.empty())
            return conflict("trial_not_available", "a trial stands before the first term only");
        // Who ended unpaid: a new life would forget the old debt.
        if (account.standing == Standing::suspended)
            return conflict("account_suspended", "pay what is due first");
        return done;
    }
    const bool ends = scheduled(account, PurchaseKind::end, current).has_value();
    if (purchase.kind != PurchaseKind::end && account.standing == Standing::suspended)
        return conflict("account_suspended", "pay what is due first");
    if (ends && purchase.effect != Effect::immediately)
        return conflict("cancellation_pending", "the subscription ends with this term");
    if (purchase.kind == PurchaseKind::cycle) TENURE_TRY(admit_cycle(purchase, account, current));
    if (purchase.kind == PurchaseKind::change) TENURE_TRY(admit_change(purchase, current, now));
    return done;
}

Status check_window(const CurrentTerm& current, Timestamp now) {
    if (current.term.is_trial()) return done;
    const ChangeWindow window = change_window(current.term, current.zone, now);
    if (window.open) return done;
    const std::string renews_on = to_string(current.term.renews_on);
    return Error{ErrorKind::conflict,
                 "change_window_closed",
                 "changes other than adding users were possible until " +
                     to_string(window.deadline) + ", and are again from " + renews_on,
                 {},
                 {{"deadline", to_string(window.deadline)},
                  {"renews_on", renews_on},
                  {"next_window_opens_on", renews_on},
                  {"allowed", std::vector<std::string>{"add_users"}}}};
}

Status admit_undo(const Order& order, const Account& account, Timestamp now) {
    const bool waited = order.purchase.effect != Effect::immediately;
    if (!waited || order.status == OrderStatus::declined)
        return conflict("change_not_scheduled", "the change was never scheduled");
    if (order.status != OrderStatus::scheduled || order.effective_at <= now)
        return conflict("change_already_in_effect", "the change is in effect already");
    if (order.purchase.effect == Effect::deferred) return done;
    TENURE_TRY_ASSIGN(const CurrentTerm current, term_at(account, now));
    return check_window(current, now);
}

}  // namespace tenure::billing
