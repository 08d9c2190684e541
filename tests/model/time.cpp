// What happens to the model by itself as its clock moves: renewals, collections, dunning, the end.

#include <algorithm>

#include "model/account.hpp"

namespace tenure::model {

namespace {

constexpr Instant day_length = 24 * hour;
constexpr Instant card_retry = 5 * day_length;
constexpr Instant debit_retry = 14 * day_length;
constexpr Instant grace = 30 * day_length;
constexpr Instant reminder = 7 * day_length;
constexpr int most_debits = 2;
constexpr Instant debit_takes = 3 * day_length;
constexpr Instant return_takes = 9 * day_length;

}  // namespace

Instant Account::Debt::suspends_at() const {
    return since + grace;
}

void Account::advance_to(Instant target) {
    while (const auto at = next_due()) {
        if (*at > target) break;
        now_ = std::max(now_, *at);
        run_due(*at);
    }
    now_ = target;
}

std::optional<Instant> Account::next_due() const {
    std::optional<Instant> first;
    const auto consider = [&](Instant at) {
        if (!first || at < *first) first = at;
    };
    if (is_live()) consider(renews_at());
    if (const Change* const trial = conversion()) consider(*trial->at);
    for (const Debt& debt : debts_) {
        if (debt.next_attempt) consider(*debt.next_attempt);
        if (debt.next_reminder) consider(*debt.next_reminder);
        if (!debt.suspended) consider(debt.suspends_at());
    }
    for (const Debit& debit : debits_) consider(debit.news_at);
    for (const Notice& notice : notices())
        if (notice.at > told_until_) consider(notice.at);
    return first;
}

void Account::run_due(Instant at) {
    if (is_live() && renews_at() <= at) return renew(at);
    if (const Change* const trial = conversion(); trial != nullptr && *trial->at <= at)
        return convert_trial();
    for (std::size_t i = 0; i < debits_.size(); ++i)
        if (debits_[i].news_at <= at) return take_news(i);
    // Who is collected from at the same instant has been reminded before.
    for (Debt& debt : debts_)
        if (debt.next_reminder && *debt.next_reminder <= at) remind(debt, at);
    for (Debt& debt : debts_)
        if (debt.next_attempt && *debt.next_attempt <= at) {
            debt.next_attempt.reset();
            return collect(debt.invoice, at);
        }
    update_standing(at);
    notify(at);
}

/// 30 days before the renewal, and a week and three days before the change window closes.
std::vector<Account::Notice> Account::notices() const {
    const auto days_before = [&](int days) {
        return start_of(place_, term_.renews_on.plus(-days));
    };
    if (life_ == Life::trialing) return {{days_before(3), "trial.ending"}};
    if (life_ != Life::live) return {};
    return {{days_before(30), "renewal.upcoming"},
            {days_before(22), "renewal.upcoming"},
            {days_before(18), "change_window.closing"}};
}

void Account::notify(Instant at) {
    const bool ends = cancellation_ || standing_ == Standing::suspended;
    for (const Notice& notice : notices()) {
        if (notice.at <= told_until_ || notice.at > at) continue;
        if (notice.event != "renewal.upcoming" || !ends) tell(notice.event);
    }
    told_until_ = std::max(told_until_, at);
}

void Account::remind(Debt& debt, Instant at) {
    Instant next = debt.since;
    while (next <= at) next += reminder;
    debt.next_reminder.reset();
    if (at >= debt.suspends_at()) return;
    tell("invoice.payment_reminder");
    if (next < debt.suspends_at()) debt.next_reminder = next;
}

void Account::renew(Instant at) {
    const bool converts = life_ != Life::trialing || (buyer_ && method_);
    if (cancellation_ || standing_ == Standing::suspended || !converts) return end();
    begin_next_term(at);
}

void Account::begin_next_term(Instant at) {
    const Change* const cycle = waiting(Verb::change_cycle);
    if (cycle != nullptr) term_.cycle = static_cast<Cycle>(cycle->operation.a);
    holding_ = after_renewal();
    for (auto* list : {&changes_, &cycle_changes_})
        for (Change& change : *list)
            if (change.state == Change::State::waits && change.at.value_or(at) <= at)
                change.state = Change::State::came;
    if (life_ == Life::trialing) term_.anchor = civil_of(term_.renews_on).day;
    life_ = Life::live;
    ++term_.number;
    term_.starts_on = term_.renews_on;
    term_.renews_on =
        months_after(term_.starts_on, term_.cycle == Cycle::annual ? 12 : 3, term_.anchor);
    changed_price();
    forget_names();
    told_until_ = at;
    tell("term.started");
    const Bill bill = whole_term(holding_, term_.cycle);
    invoices_.push_back({"open", bill.subtotal, bill.total, at});
    tell("invoice.opened");
    collect(invoices_.size() - 1, at);
}

void Account::end() {
    life_ = Life::ended;
    tell("account.ended");
    for (auto* list : {&changes_, &cycle_changes_})
        for (Change& change : *list)
            if (change.state == Change::State::waits) change.state = Change::State::dropped;
    if (trial_of_beyond_ends_) trial_of_beyond_ends_ = std::min(*trial_of_beyond_ends_, now_);
    named_.clear();
    changed_price();
}

/// One payment of an open invoice with the default method.
void Account::collect(std::size_t invoice, Instant at) {
    const Method method = method_.value_or(Method::declines);
    if (is_debit(method))
        debits_.push_back({invoice, method, at + debit_takes, false});
    else if (decline().empty())
        paid(invoice);
    else
        failed(invoice, method, at);
}

/// There is a new way to pay: every debt is collected at once, unless a debit is under way.
void Account::collect_debts() {
    std::vector<std::size_t> invoices;
    for (Debt& debt : debts_) {
        const bool under_way = std::any_of(debits_.begin(), debits_.end(), [&](const Debit& debit) {
            return debit.invoice == debt.invoice && !debit.paid;
        });
        if (under_way) continue;
        debt.next_attempt.reset();
        invoices.push_back(debt.invoice);
    }
    for (const std::size_t invoice : invoices) collect(invoice, now_);
}

void Account::pay_now(const Operation& operation) {
    const std::size_t invoice = invoice_of(operation);
    if (Debt* const debt = debt_of(invoice)) debt->next_attempt.reset();
    collect(invoice, now_);
}

void Account::paid(std::size_t invoice) {
    invoices_[invoice].status = "paid";
    collected_ += invoices_[invoice].total;
    tell("invoice.paid");
    std::erase_if(debts_, [&](const Debt& debt) { return debt.invoice == invoice; });
    update_standing(now_);
}

Account::Debt* Account::debt_of(std::size_t invoice) {
    for (Debt& debt : debts_)
        if (debt.invoice == invoice) return &debt;
    return nullptr;
}

void Account::failed(std::size_t invoice, Method method, Instant at) {
    Debt* debt = debt_of(invoice);
    if (debt == nullptr) {
        // What comes back after the grace begins anew.
        const Instant opened_at = invoices_[invoice].opened_at;
        const Instant since = at < opened_at + grace ? opened_at : at;
        debts_.push_back({invoice, since, 0, {}, {}, false});
        debt = &debts_.back();
    }
    ++debt->collections;
    debt->next_attempt = next_attempt(*debt, method, at);
    debt->next_reminder.reset();
    if (is_debit(method) && !debt->suspended) {
        Instant next = debt->since + reminder;
        while (next <= at) next += reminder;
        if (next < debt->suspends_at()) debt->next_reminder = next;
    }
    tell("invoice.payment_failed");
    update_standing(at);
}

/// Cards on a grid from the day of issue, direct debits twice in all, nothing once suspended.
std::optional<Instant> Account::next_attempt(const Debt& debt, Method method, Instant after) const {
    if (debt.suspended) return std::nullopt;
    Instant next = debt.since;
    if (is_debit(method)) {
        if (debt.collections >= most_debits) return std::nullopt;
        next = std::max(after, debt.since + debit_retry * debt.collections);
    } else {
        while (next <= after) next += card_retry;
    }
    return next < debt.suspends_at() ? std::optional(next) : std::nullopt;
}

void Account::take_news(std::size_t number) {
    Debit& debit = debits_[number];
    const Debit news = debit;
    const bool comes_back = news.method == Method::debit_returned && !news.paid;
    if (comes_back) {
        debit.paid = true;
        debit.news_at += return_takes - debit_takes;
    } else {
        debits_.erase(debits_.begin() + static_cast<std::ptrdiff_t>(number));
    }
    if (news.paid) {
        invoices_[news.invoice].status = "open";
        collected_ -= invoices_[news.invoice].total;
        tell("invoice.reopened");
        failed(news.invoice, news.method, news.news_at);
    } else if (news.method == Method::debit_fails) {
        failed(news.invoice, news.method, news.news_at);
    } else {
        paid(news.invoice);
    }
}

void Account::update_standing(Instant at) {
    const Standing before = standing_;
    standing_ = debts_.empty() ? Standing::good : Standing::past_due;
    for (Debt& debt : debts_) {
        if (debt.suspends_at() <= at && !debt.suspended) {
            debt.suspended = true;
            debt.next_attempt.reset();
            debt.next_reminder.reset();
        }
        if (debt.suspended) standing_ = Standing::suspended;
    }
    if (standing_ == before || !is_live()) return;
    tell(standing_ == Standing::good       ? "account.restored"
         : standing_ == Standing::past_due ? "account.past_due"
                                           : "account.suspended");
}

}  // namespace tenure::model
