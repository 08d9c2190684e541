#include "billing/domain/admission.hpp"

#include <catch2/catch.hpp>

#include "unit/billing/examples.hpp"

using namespace tenure;
using namespace tenure::billing;
using namespace tenure::billing::examples;

namespace {

const Timestamp now = at("2026-11-23T10:00:00Z");
const Timestamp renewal = at("2027-02-22T23:00:00Z");
// The deadline is 8 February 2027, in Brussels.
const Timestamp last_moment = at("2027-02-08T22:59:59.999999Z");
const Timestamp too_late = at("2027-02-08T23:00:00Z");

Account live_account() {
    return {7,
            "Europe/Brussels",
            {first_term(day("2026-11-23"), Cycle::quarterly)},
            AccountStatus::live};
}
Account trial_account() {
    return {7,
            "Europe/Brussels",
            {trial_term(day("2026-11-23"), 14, Cycle::quarterly)},
            AccountStatus::trialing};
}
ScheduledOrder waiting(PurchaseKind kind, std::optional<Cycle> cycle = {}) {
    return {ChangeId("chg_1"), kind, cycle, renewal};
}
Purchase cancellation() {
    Purchase purchase = change({}, Effect::at_renewal);
    purchase.kind = PurchaseKind::end;
    return purchase;
}
Purchase to_cycle(Cycle cycle) {
    Purchase purchase = cancellation();
    purchase.kind = PurchaseKind::cycle;
    purchase.cycle = cycle;
    return purchase;
}

std::string refusal(const Purchase& purchase, const Account& account, Timestamp instant = now) {
    const Result<CurrentTerm> current = term_for(purchase, account, instant);
    if (!current.ok()) return current.error().code;
    const Status status = admit(purchase, account, *current, instant);
    return status.ok() ? "" : status.error().code;
}

Order scheduled_order(OrderStatus status = OrderStatus::scheduled) {
    Order order;
    order.purchase = change({remove_users(1)}, Effect::at_renewal);
    order.status = status;
    order.effective_at = renewal;
    return order;
}

std::string undo_refusal(const Order& order, Timestamp instant,
                         const Account& account = live_account()) {
    const Status status = admit_undo(order, account, instant);
    return status.ok() ? "" : status.error().code;
}

}  // namespace

TEST_CASE("A first term starts on the local day of the purchase") {
    // 23:30 in UTC is already the next day in Brussels.
    const auto late = at("2026-11-23T23:30:00Z");
    const CurrentTerm current = term_for(start(1), Account{}, late).value();
    REQUIRE(current.today == day("2026-11-24"));
    REQUIRE(current.term.starts_on == day("2026-11-24"));
    REQUIRE(current.term.renews_on == day("2027-02-24"));
}

TEST_CASE("A second start, a purchase without term and one after the term are refused") {
    REQUIRE(refusal(start(1), live_account()) == "subscription_exists");
    REQUIRE(refusal(start(1), trial_account()) == "subscription_exists");
    const auto none = term_for(add_users(1), Account{}, now);
    REQUIRE(none.error().code == "subscription_missing");
    REQUIRE(none.error().kind == ErrorKind::conflict);
    const auto last_day = at("2027-02-22T22:59:59Z");
    REQUIRE(refusal(add_users(1), live_account(), last_day).empty());
    REQUIRE(refusal(add_users(1), live_account(), renewal) == "term_ended");
}

TEST_CASE("After its end an account starts anew, its terms numbered on, but without a trial") {
    Account ended = live_account();
    ended.status = AccountStatus::ended;
    REQUIRE(refusal(add_users(1), ended) == "subscription_ended");
    REQUIRE(refusal(cancellation(), ended) == "subscription_ended");
    const CurrentTerm again = term_for(start(1), ended, at("2027-05-07T10:00:00Z")).value();
    REQUIRE(again.term.number == 2);
    REQUIRE(again.term.anchor_day == 7);
    Purchase trial = start(1);
    trial.start->trial_days = 14;
    REQUIRE(refusal(trial, ended) == "trial_not_available");
    REQUIRE(refusal(trial, Account{}).empty());
    REQUIRE(term_for(trial, Account{}, now).value().term.is_trial());
    Account lapsed = trial_account();
    lapsed.status = AccountStatus::ended;
    REQUIRE(term_for(start(1), lapsed, now).value().term.number == 1);
}

TEST_CASE("Units are taken away at the renewal, and only in a trial at once") {
    const Purchase fewer = change({remove_users(1)});
    REQUIRE(refusal(fewer, live_account()) == "invalid_fields");
    REQUIRE(refusal(change({clear("plan_users")}), live_account()) == "invalid_fields");
    REQUIRE(refusal(fewer, trial_account()).empty());
    REQUIRE(refusal(change({remove_users(1)}, Effect::at_renewal), live_account()).empty());
    REQUIRE(refusal(change({switch_to("plan.flow", 4500, 4000)}), live_account()).empty());
}

TEST_CASE("A deferred order names an instant to come") {
    Purchase later = add_users(1);
    later.effect = Effect::deferred;
    later.execute_at = now;
    REQUIRE(refusal(later, live_account()) == "invalid_fields");
    later.execute_at = now + std::chrono::microseconds(1);
    REQUIRE(refusal(later, live_account()).empty());
    const CurrentTerm current = term_for(later, live_account(), now).value();
    REQUIRE(effective_at(later, current, now) == later.execute_at);
    REQUIRE(effective_at(cancellation(), current, now) == renewal);
}

TEST_CASE("While a cancellation is scheduled only immediate purchases are possible") {
    Account account = live_account();
    account.scheduled = {waiting(PurchaseKind::end)};
    REQUIRE(refusal(cancellation(), account) == "cancellation_pending");
    REQUIRE(refusal(change({remove_users(1)}, Effect::at_renewal), account) ==
            "cancellation_pending");
    REQUIRE(refusal(to_cycle(Cycle::annual), account) == "cancellation_pending");
    REQUIRE(refusal(add_users(1), account).empty());
    // One that an earlier renewal has met is no matter any more.
    account.scheduled[0].effective_at = at("2026-11-22T23:00:00Z");
    REQUIRE(refusal(cancellation(), account).empty());
}

TEST_CASE("A suspended account may only end, and undo") {
    Account account = live_account();
    account.standing = Standing::suspended;
    REQUIRE(refusal(add_users(1), account) == "account_suspended");
    REQUIRE(refusal(change({remove_users(1)}, Effect::at_renewal), account) == "account_suspended");
    REQUIRE(refusal(to_cycle(Cycle::annual), account) == "account_suspended");
    REQUIRE(refusal(cancellation(), account).empty());
    REQUIRE(undo_refusal(scheduled_order(), now, account).empty());
    account.standing = Standing::past_due;
    REQUIRE(refusal(add_users(1), account).empty());
}

TEST_CASE("One other cycle may be scheduled") {
    Account account = live_account();
    REQUIRE(refusal(to_cycle(Cycle::quarterly), account) == "cycle_unchanged");
    REQUIRE(refusal(to_cycle(Cycle::annual), account).empty());
    account.scheduled = {waiting(PurchaseKind::cycle, Cycle::annual)};
    REQUIRE(refusal(to_cycle(Cycle::annual), account) == "cycle_change_pending");
    REQUIRE(refusal(to_cycle(Cycle::quarterly), account) == "cycle_change_pending");
    const CurrentTerm current = term_at(account, now).value();
    REQUIRE(next_cycle(account, current) == Cycle::annual);
    account.scheduled[0].effective_at = at("2026-11-22T23:00:00Z");
    REQUIRE(next_cycle(account, current) == Cycle::quarterly);
}

TEST_CASE("The window is open until the last microsecond of its last day") {
    const CurrentTerm current = term_at(live_account(), now).value();
    REQUIRE(check_window(current, last_moment).ok());
    const Error closed = check_window(current, too_late).error();
    REQUIRE(closed.kind == ErrorKind::conflict);
    REQUIRE(closed.code == "change_window_closed");
    REQUIRE(closed.members == std::vector<std::pair<std::string, ErrorMember>>{
                                  {"deadline", "2027-02-08"},
                                  {"renews_on", "2027-02-23"},
                                  {"next_window_opens_on", "2027-02-23"},
                                  {"allowed", std::vector<std::string>{"add_users"}}});
    const CurrentTerm trial = term_at(trial_account(), now).value();
    REQUIRE(check_window(trial, now).ok());
}

TEST_CASE("Everything but pure adding needs the window, and adding that asks for it") {
    REQUIRE_FALSE(needs_window(start(1)));
    REQUIRE_FALSE(needs_window(add_users(1)));
    REQUIRE(needs_window(change({switch_to("plan.flow", 4500, 4000)})));
    REQUIRE(needs_window(change({users(1)}, Effect::at_renewal)));
    REQUIRE(needs_window(cancellation()));
    REQUIRE(needs_window(to_cycle(Cycle::annual)));
    Purchase package = add_users(1);
    package.window = true;
    REQUIRE(needs_window(package));
    Purchase deferred = add_users(1);
    deferred.effect = Effect::deferred;
    REQUIRE_FALSE(needs_window(deferred));
}

TEST_CASE("What waits for the renewal is undone until the window closes, and not when it is due") {
    REQUIRE(undo_refusal(scheduled_order(), last_moment).empty());
    REQUIRE(undo_refusal(scheduled_order(), too_late) == "change_window_closed");
    REQUIRE(undo_refusal(scheduled_order(), renewal) == "change_already_in_effect");
    REQUIRE(undo_refusal(scheduled_order(OrderStatus::applied), now) == "change_already_in_effect");
    Order bought = scheduled_order(OrderStatus::applied);
    bought.purchase = add_users(1);
    REQUIRE(undo_refusal(bought, now) == "change_not_scheduled");
}

TEST_CASE("A deferred order is undone until its instant") {
    Order order = scheduled_order();
    order.purchase.effect = Effect::deferred;
    order.effective_at = at("2027-02-20T00:00:00Z");
    REQUIRE(undo_refusal(order, order.effective_at - std::chrono::microseconds(1)).empty());
    REQUIRE(undo_refusal(order, order.effective_at) == "change_already_in_effect");
    order.status = OrderStatus::declined;
    REQUIRE(undo_refusal(order, now) == "change_not_scheduled");
    order.status = OrderStatus::scheduled;
    REQUIRE(status_at(order, order.effective_at) == OrderStatus::scheduled);
    REQUIRE(status_at(scheduled_order(), renewal) == OrderStatus::applied);
}
