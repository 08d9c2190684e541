// What the rules of the business refuse. Where several reasons hold at once each may be given.

#include "model/account.hpp"

namespace tenure::model {

bool Account::window_open() const {
    return life_ == Life::trialing || local_day(place_, now_) <= term_.renews_on.plus(-15);
}

/// Every modification except adding users; a trial has no window.
bool Account::needs_window(const Operation& operation) const {
    if (life_ != Life::live) return false;
    return operation.verb != Verb::add_users && operation.verb != Verb::add_beyond;
}

bool Account::waits_for_renewal(const Operation& operation) const {
    if (operation.verb == Verb::change_cycle) return true;
    if (life_ == Life::trialing) return false;
    switch (operation.verb) {
        case Verb::remove_users:
        case Verb::remove_beyond:
        case Verb::to_basic:
            return true;
        case Verb::change_plan:
            return operation.a < static_cast<int>(holding_.plan);
        default:
            return false;
    }
}

/// "" when the default payment method pays.
std::string Account::decline() const {
    switch (method_.value_or(Method::good)) {
        case Method::declines:
            return "payment_declined";
        case Method::insufficient:
            return "insufficient_funds";
        case Method::wants_authentication:
            return "payment_authentication_required";
        default:
            return "";
    }
}

Answers Account::answers(const Operation& operation) const {
    Answers found = refusals(operation);
    if (!found.empty()) return found;
    const bool charges = operation.mode != Mode::preview && price_of(operation).has_lines;
    // A direct debit is believed at first.
    found.insert(charges && !decline().empty() ? decline() : "ok");
    // A quote is only worth something while it is about the present state: when something has
    // changed that does not touch this price, it may be honoured or not.
    if (operation.mode == Mode::quoted && quote_ && quote_->state_version != state_version_)
        found.insert("quote_stale");
    return found;
}

Answers Account::refusals(const Operation& operation) const {
    Answers found;
    switch (operation.verb) {
        case Verb::start:
        case Verb::start_trial:
            refuse_start(operation, found);
            break;
        case Verb::cancel:
            refuse_cancel(found);
            break;
        case Verb::undo_cancel:
            refuse_undo_cancel(found);
            break;
        case Verb::undo:
            refuse_undo(changes_, operation.a, found);
            break;
        case Verb::undo_cycle:
            refuse_undo(cycle_changes_, operation.a, found);
            break;
        case Verb::try_beyond:
            refuse_trial(operation, found);
            break;
        case Verb::grant:
        case Verb::revoke:
            refuse_naming(operation, found);
            break;
        case Verb::report_usage:
            if (life_ == Life::none) found.insert("subscription_missing");
            break;
        case Verb::pay_now:
            refuse_pay_now(operation, found);
            break;
        default:
            if (is_priced(operation.verb)) refuse_priced(operation, found);
            break;
    }
    return found;
}

void Account::refuse_start(const Operation& operation, Answers& found) const {
    if (is_live()) {
        found.insert("subscription_exists");
    } else if (operation.verb == Verb::start) {
        refuse_payment(operation, found);
        if (standing_ == Standing::suspended) found.insert("account_suspended");
    } else if (life_ == Life::ended) {
        found.insert("trial_used");
    }
}

void Account::refuse_payment(const Operation& operation, Answers& found) const {
    if (!buyer_) found.insert("billing_details_missing");
    if (!method_ && operation.mode != Mode::preview) found.insert("payment_method_missing");
}

void Account::refuse_priced(const Operation& operation, Answers& found) const {
    const bool of_add_on =
        operation.verb >= Verb::to_beyond && operation.verb <= Verb::remove_beyond;
    if (life_ == Life::none) found.insert("subscription_missing");
    if (life_ == Life::none && of_add_on) refuse_beyond(operation, found);
    if (life_ == Life::ended) found.insert("subscription_ended");
    if (!is_live()) return;
    if (standing_ == Standing::suspended) found.insert("account_suspended");
    if (needs_window(operation) && !window_open()) found.insert("change_window_closed");
    if (waits_for_renewal(operation) && cancellation_) found.insert("cancellation_pending");
    switch (operation.verb) {
        case Verb::add_users:
        case Verb::remove_users:
            refuse_users(operation, found);
            break;
        case Verb::change_plan:
            refuse_plan(operation, found);
            break;
        case Verb::change_cycle:
            refuse_cycle(operation, found);
            break;
        default:
            refuse_beyond(operation, found);
            break;
    }
    refuse_limits(operation, found);
    if (price_of(operation).has_lines) refuse_payment(operation, found);
    if (operation.mode == Mode::quoted) refuse_quote(operation, found);
}

void Account::refuse_users(const Operation& operation, Answers& found) const {
    if (operation.verb == Verb::add_users) return;
    const std::int64_t after = after_renewal().users - operation.a;
    if (after < 1) found.insert({"no_users_left", "last_unit"});
    const bool consents = operation.b == 1 || operation.mode == Mode::preview;
    if (active_users_ > after && !consents) found.insert("users_below_active");
}

void Account::refuse_plan(const Operation& operation, Answers& found) const {
    const auto wanted = static_cast<std::size_t>(operation.a);
    const bool down = wanted < holding_.plan;
    if (wanted == holding_.plan || (down && wanted == after_renewal().plan))
        found.insert("plan_unchanged");
    const bool consents = operation.b == 1 || operation.mode == Mode::preview;
    if (down && !consents) found.insert("loss_not_accepted");
}

void Account::refuse_cycle(const Operation& operation, Answers& found) const {
    if (waiting(Verb::change_cycle) != nullptr) found.insert("cycle_change_pending");
    if (static_cast<Cycle>(operation.a) == term_.cycle) found.insert("cycle_unchanged");
}

void Account::refuse_beyond(const Operation& operation, Answers& found) const {
    const bool basic = holding_.beyond == 0;
    const bool to_be_basic = waiting(Verb::to_basic) != nullptr;
    const bool to_be_beyond = conversion() != nullptr;
    switch (operation.verb) {
        case Verb::to_beyond:
            if (!basic) found.insert("package_unchanged");
            if (to_be_basic || to_be_beyond) found.insert("package_change_pending");
            break;
        case Verb::to_basic:
            if (basic) found.insert("package_unchanged");
            if (to_be_basic || to_be_beyond) found.insert("package_change_pending");
            break;
        case Verb::add_beyond:
            if (basic) found.insert("package_is_basic");
            break;
        default:
            if (basic) found.insert("package_is_basic");
            if (to_be_basic) found.insert("package_change_pending");
            if (!basic && !to_be_basic && after_renewal().beyond <= operation.a)
                found.insert("last_unit");
            break;
    }
}

/// Never more Beyond users than plan users, neither now nor after the renewal.
void Account::refuse_limits(const Operation& operation, Answers& found) const {
    Holding now = holding_;
    if (!waits_for_renewal(operation)) apply(operation, now);
    // Whether it comes now or later, it is there after the renewal; what waits already comes after.
    Holding later = holding_;
    if (!waits_for_renewal(operation)) apply(operation, later);
    for (const Change& change : changes_)
        if (change.state == Change::State::waits) apply(change.operation, later);
    if (waits_for_renewal(operation)) apply(operation, later);
    if (now.beyond > now.users || later.beyond > later.users) found.insert("limit_exceeded");
}

/// Beyond can be tried once, and only bought while the subscription goes on.
void Account::refuse_trial(const Operation& operation, Answers& found) const {
    if (life_ == Life::none) found.insert("subscription_missing");
    if (life_ == Life::ended) found.insert("subscription_ended");
    if (!is_live()) return;
    if (standing_ == Standing::suspended) found.insert("account_suspended");
    if (needs_window(operation) && !window_open()) found.insert("change_window_closed");
    if (trial_of_beyond_ends_) found.insert("beyond_trial_used");
    if (operation.a > 0 && cancellation_) found.insert("cancellation_pending");
    refuse_beyond({Verb::to_beyond}, found);
    refuse_limits(operation, found);
}

void Account::refuse_naming(const Operation& operation, Answers& found) const {
    const bool gives = operation.verb == Verb::grant;
    if (life_ == Life::none) found.insert("subscription_missing");
    if (life_ == Life::ended) found.insert(gives ? "subscription_ended" : "right_not_found");
    if (!is_live()) return;
    if (!gives && !is_named(operation.a)) found.insert("right_not_found");
    if (!gives || is_named(operation.a)) return;
    if (places() == 0)
        found.insert("rights_for_everybody");
    else if (static_cast<std::int64_t>(named_.size()) >= places())
        found.insert("no_beyond_user_left");
}

void Account::refuse_quote(const Operation& operation, Answers& found) const {
    if (!quote_) return;
    // What one consents to is no part of what is bought.
    const bool same =
        quote_->operation.verb == operation.verb && quote_->operation.a == operation.a;
    if (quote_->used) found.insert("quote_used");
    if (now_ >= quote_->made_at + 30 * minute) found.insert("quote_expired");
    if (!same) found.insert("quote_mismatch");
    // After a change of the plan the same words mean another product.
    if (quote_->price_version != price_version_) found.insert({"quote_stale", "quote_mismatch"});
}

void Account::refuse_pay_now(const Operation& operation, Answers& found) const {
    if (invoices_.empty()) {
        found.insert("invoice_not_found");
        return;
    }
    const std::size_t invoice = invoice_of(operation);
    if (invoices_[invoice].status != "open") found.insert("invoice_not_open");
    for (const Debit& debit : debits_)
        if (debit.invoice == invoice && !debit.paid) found.insert("payment_in_progress");
    if (found.empty() && !decline().empty()) found.insert(decline());
}

void Account::refuse_cancel(Answers& found) const {
    if (life_ == Life::none) found.insert("subscription_missing");
    if (life_ == Life::ended) found.insert("subscription_ended");
    if (cancellation_) found.insert("cancellation_pending");
    if (is_live() && !window_open()) found.insert("change_window_closed");
}

void Account::refuse_undo_cancel(Answers& found) const {
    if (life_ == Life::none) {
        found.insert("subscription_missing");
    } else if (!cancellation_) {
        found.insert("cancellation_missing");
    } else {
        if (life_ == Life::ended) found.insert("change_already_in_effect");
        if (!window_open()) found.insert("change_window_closed");
    }
}

void Account::refuse_undo(const std::vector<Change>& changes, int which, Answers& found) const {
    if (changes.empty()) {
        found.insert("change_not_found");
        return;
    }
    refuse_undo_of(changes[static_cast<std::size_t>(which) % changes.size()], found);
}

void Account::refuse_undo_of(const Change& change, Answers& found) const {
    switch (change.state) {
        case Change::State::at_once:
            found.insert("change_not_scheduled");
            return;
        case Change::State::came:
            found.insert("change_already_in_effect");
            if (change.at) found.insert("change_not_scheduled");  // by now a purchase like others
            return;
        case Change::State::dropped:  // undone already, by the end of the account
            found.insert(
                {"ok", "change_already_in_effect", "change_not_scheduled", "subscription_ended"});
            return;
        case Change::State::undone:
            return;
        case Change::State::waits:
            break;
    }
    if (!change.at && !window_open()) found.insert("change_window_closed");
    if (!after_renewal(&change).fits()) found.insert("limit_exceeded");
}

}  // namespace tenure::model
