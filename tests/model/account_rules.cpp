// What the rules of the business refuse. Where several reasons hold at once each may be given.

#include "model/account.hpp"

namespace tenure::model {

bool Account::window_open() const {
    return local_day(place_, now_) <= term_.renews_on.plus(-15);
}

bool Account::waits_for_renewal(const Operation& operation) const {
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
    if (operation.mode == Mode::preview || !price_of(operation).has_lines) return {"ok"};
    if (const std::string code = decline(); !code.empty()) return {code};
    return {"ok"};
}

Answers Account::refusals(const Operation& operation) const {
    Answers found;
    if (moves_clock(operation.verb)) return found;
    switch (operation.verb) {
        case Verb::start:
        case Verb::start_trial:
            refuse_start(operation, found);
            break;
        case Verb::details:
        case Verb::pay_with:
            break;
        default:
            refuse_priced(operation, found);
            break;
    }
    return found;
}

void Account::refuse_start(const Operation& operation, Answers& found) const {
    if (is_live()) found.insert("subscription_exists");
    if (operation.verb == Verb::start && !is_live()) refuse_payment(operation, found);
}

void Account::refuse_payment(const Operation& operation, Answers& found) const {
    if (!buyer_) found.insert("billing_details_missing");
    if (!method_ && operation.mode != Mode::preview) found.insert("payment_method_missing");
}

void Account::refuse_priced(const Operation& operation, Answers& found) const {
    if (life_ == Life::none) {
        found.insert("subscription_missing");
        return;
    }
    if (life_ == Life::ended) {
        found.insert("subscription_ended");
        return;
    }
    if (life_ == Life::live) refuse_payment(operation, found);
    if (operation.mode == Mode::quoted) refuse_quote(operation, found);
}

void Account::refuse_quote(const Operation& operation, Answers& found) const {
    if (!quote_) return;
    Operation asked = operation;
    asked.mode = Mode::preview;
    if (quote_->used) found.insert("quote_used");
    if (now_ >= quote_->made_at + 30 * minute) found.insert("quote_expired");
    if (!(quote_->operation == asked)) found.insert("quote_mismatch");
    if (quote_->price_version != price_version_) found.insert("quote_stale");
}

}  // namespace tenure::model
