#include "model/account.hpp"

#include <algorithm>

namespace tenure::model {

std::string_view name_of(Cycle cycle) {
    return cycle == Cycle::quarterly ? "quarterly" : "annual";
}

Account::Account(const Catalogue& catalogue, Place place, Instant now)
    : catalogue_(catalogue), place_(place), now_(now) {}

void Account::apply(const Operation& operation, Holding& holding) {
    switch (operation.verb) {
        case Verb::add_users:
            holding.users += operation.a;
            break;
        case Verb::remove_users:
            holding.users -= operation.a;
            break;
        case Verb::change_plan:
            holding.plan = static_cast<std::size_t>(operation.a);
            break;
        case Verb::to_beyond:
        case Verb::add_beyond:
            holding.beyond += operation.a;
            break;
        case Verb::remove_beyond:
            holding.beyond -= operation.a;
            break;
        case Verb::to_basic:
            holding.beyond = 0;
            break;
        default:
            break;
    }
}

Account::Holding Account::after_renewal() const {
    Holding holding = holding_;
    for (const Change& change : changes_)
        if (change.scheduled) apply(change.operation, holding);
    return holding;
}

void Account::begin(const Operation& operation) {
    const bool trial = operation.verb == Verb::start_trial;
    const Day today = local_day(place_, now_);
    holding_ = {static_cast<std::size_t>(operation.a), operation.b, 0};
    term_.cycle = static_cast<Cycle>(operation.c);
    term_.number = trial ? 0 : term_.number + 1;
    term_.anchor = civil_of(today).day;
    term_.starts_on = today;
    term_.renews_on =
        trial ? today.plus(14)
              : months_after(today, term_.cycle == Cycle::annual ? 12 : 3, term_.anchor);
    life_ = trial ? Life::trialing : Life::live;
    standing_ = Standing::good;
    cancelled_ = false;
    next_cycle_.reset();
}

/// A purchase that was accepted: at once or at the renewal.
void Account::purchase(const Operation& operation) {
    const bool start = operation.verb == Verb::start || operation.verb == Verb::start_trial;
    const bool later = waits_for_renewal(operation);
    if (start) {
        begin(operation);
    } else if (!later) {
        apply(operation, holding_);
    }
    changes_.push_back({operation, later, later});
    later ? static_cast<void>(++state_version_) : changed_price();
}

void Account::follow(const Operation& operation, const std::string& answer) {
    if (moves_clock(operation.verb)) {
        now_ = target_of(operation);
        return;
    }
    if (answer != "ok") return;
    if (operation.mode == Mode::preview) {
        quote_ = Quote{operation, price_of(operation).total, price_version_, state_version_, now_,
                       false};
        return;
    }
    const Bill bill = price_of(operation);
    switch (operation.verb) {
        case Verb::details:
            if (buyer_ != operation.a) changed_price();
            buyer_ = operation.a;
            return;
        case Verb::pay_with:
            method_ = static_cast<Method>(operation.a);
            return;
        default:
            break;
    }
    if (bill.has_lines) issue(bill, true);
    purchase(operation);
    if (operation.mode == Mode::quoted && quote_) quote_->used = true;
}

Instant Account::target_of(const Operation& operation) const {
    switch (operation.verb) {
        case Verb::days:
            return now_ + operation.a * 24 * hour;
        case Verb::minutes:
            return now_ + operation.a * minute;
        case Verb::to_deadline:
            return std::max(now_, start_of(place_, term_.renews_on.plus(-14)) - 1 + operation.a);
        case Verb::to_renewal:
            return std::max(now_, start_of(place_, term_.renews_on) + operation.a * 24 * hour);
        default:
            return now_;
    }
}

View Account::view() const {
    View view;
    if (life_ == Life::none) {
        view["status"] = "none";
    } else {
        view["status"] = life_ == Life::trialing ? "trialing" : "active";
        view["plan"] = catalogue_.plans[holding_.plan];
        view["users"] = std::to_string(holding_.users);
        view["cycle"] = name_of(term_.cycle);
        view["term"] = std::to_string(term_.number) + " " + text_of(term_.starts_on) + " " +
                       text_of(term_.renews_on);
        view["window"] = window_open() ? "open" : "closed";
        Term following = term_;
        following.starts_on = term_.renews_on;
        const Bill next = whole_term(after_renewal(), following);
        view["next invoice"] = text_of(term_.renews_on) + " " + std::to_string(next.subtotal) +
                               " " + std::to_string(next.total);
    }
    std::string invoices;
    for (const Invoice& invoice : invoices_)
        invoices += invoice.status + " " + std::to_string(invoice.subtotal) + " " +
                    std::to_string(invoice.total) + ", ";
    view["invoices"] = invoices;
    view["collected"] = std::to_string(collected_);
    return view;
}

}  // namespace tenure::model
