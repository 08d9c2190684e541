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
        case Verb::try_beyond:
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

/// What there will be when everything scheduled has come, perhaps without one of the changes.
Account::Holding Account::after_renewal(const Change* without) const {
    Holding holding = holding_;
    for (const Change& change : changes_)
        if (change.state == Change::State::waits && &change != without &&
            change.at.value_or(renews_at()) <= renews_at())
            apply(change.operation, holding);
    return holding;
}

const Account::Change* Account::waiting(Verb verb) const {
    for (const auto* list : {&changes_, &cycle_changes_})
        for (const Change& change : *list)
            if (change.state == Change::State::waits && change.operation.verb == verb)
                return &change;
    return nullptr;
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
    cancellation_.reset();
    told_until_ = now_;
    tell("term.started");
}

/// A purchase that was accepted: at once or at the renewal.
void Account::purchase(const Operation& operation) {
    using State = Change::State;
    const bool later = waits_for_renewal(operation);
    auto& list = operation.verb == Verb::change_cycle ? cycle_changes_ : changes_;
    list.push_back({operation, later ? State::waits : State::at_once, {}});
    if (operation.verb == Verb::change_cycle)
        tell("cycle.change_scheduled");
    else
        tell(later ? "order.scheduled" : "order.applied");
    if (operation.verb == Verb::start || operation.verb == Verb::start_trial)
        begin(operation);
    else if (!later)
        apply(operation, holding_);
    forget_names();
    later ? static_cast<void>(++state_version_) : changed_price();
}

void Account::undo(std::vector<Change>& changes, int which) {
    Change& change = changes[static_cast<std::size_t>(which) % changes.size()];
    if (change.state != Change::State::waits) return;
    change.state = Change::State::undone;
    tell(change.operation.verb == Verb::change_cycle ? "cycle.change_undone" : "order.undone");
    forget_names();
    ++state_version_;
}

void Account::follow(const Operation& operation, const std::string& answer) {
    if (moves_clock(operation.verb)) return advance_to(target_of(operation));
    if (operation.verb == Verb::pay_now && answer == decline()) return pay_now(operation);
    if (answer == decline() && price_of(operation).has_lines && refusals(operation).empty())
        tell("order.declined");
    if (answer != "ok") return;
    if (operation.mode == Mode::preview) {
        quote_ = Quote{operation, price_of(operation), price_version_, state_version_, now_, false};
        return;
    }
    switch (operation.verb) {
        case Verb::details:
            if (buyer_ != operation.a) changed_price();
            buyer_ = operation.a;
            return;
        case Verb::pay_with:
            if (method_ == static_cast<Method>(operation.a)) return;  // it is the default already
            method_ = static_cast<Method>(operation.a);
            return collect_debts();
        case Verb::pay_now:
            return pay_now(operation);
        case Verb::report_usage:
            active_users_ = operation.a;
            return;
        case Verb::cancel:
            cancellation_ = Change{operation, Change::State::waits, {}};
            tell("order.scheduled");
            ++state_version_;
            return;
        case Verb::undo_cancel:
            cancellation_.reset();
            tell("order.undone");
            ++state_version_;
            return;
        case Verb::undo:
            return undo(changes_, operation.a);
        case Verb::undo_cycle:
            return undo(cycle_changes_, operation.a);
        case Verb::try_beyond:
            return try_beyond(operation);
        case Verb::grant:
            if (!is_named(operation.a)) named_.push_back(operation.a);
            return;
        case Verb::revoke:
            std::erase(named_, operation.a);
            return;
        default:
            break;
    }
    const bool quoted = operation.mode == Mode::quoted && quote_;
    buy(quoted ? quote_->bill : price_of(operation));  // a quote holds its price over midnight
    purchase(operation);
    if (quoted) quote_->used = true;
}

std::vector<std::string> Account::take_events() {
    std::vector<std::string> news;
    news.swap(events_);
    std::sort(news.begin(), news.end());
    return news;
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
            return std::max(now_, renews_at() + operation.a * 24 * hour);
        default:
            return now_;
    }
}

std::string Account::status() const {
    if (life_ == Life::none) return "none";
    if (life_ == Life::ended) return "ended";
    if (standing_ == Standing::suspended) return "suspended";
    if (standing_ == Standing::past_due) return "past_due";
    if (cancellation_) return "cancelling";
    return life_ == Life::trialing ? "trialing" : "active";
}

View Account::view() const {
    View view;
    view["status"] = status();
    view["access"] = life_ == Life::none || life_ == Life::ended || standing_ == Standing::suspended
                         ? "no"
                         : "yes";
    if (life_ != Life::none) {
        view["plan"] = catalogue_.plans[holding_.plan];
        view["users"] = std::to_string(holding_.users);
        view["cycle"] = name_of(term_.cycle);
        view["term"] = std::to_string(term_.number) + " " + text_of(term_.starts_on) + " " +
                       text_of(term_.renews_on);
        view["window"] = is_live() && window_open() ? "open" : "closed";
        view["next invoice"] = next_invoice();
        view["beyond"] = life_ == Life::ended ? "none" : std::to_string(holding_.beyond);
        view["right of user 0"] = right_of(0);
        if (!named_.empty()) view["named"] = named();
        view["after renewal"] = "none";
        if (is_live() && !cancellation_) {
            const Holding after = after_renewal();
            const Change* const cycle = waiting(Verb::change_cycle);
            view["after renewal"] =
                catalogue_.plans[after.plan] + " " + std::to_string(after.users) + " " +
                std::string(cycle != nullptr ? name_of(static_cast<Cycle>(cycle->operation.a))
                                             : name_of(term_.cycle)) +
                ", beyond " + std::to_string(after.beyond);
        }
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
