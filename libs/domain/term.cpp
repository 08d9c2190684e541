#include "domain/term.hpp"

#include <algorithm>
#include <stdexcept>

namespace tenure {

namespace {

namespace chr = std::chrono;

chr::year_month month_of(Date date) {
    const chr::year_month_day ymd(date);
    return ymd.year() / ymd.month();
}

unsigned last_day_of(chr::year_month month) {
    return unsigned((month / chr::last).day());
}

Date clamp_to_month(chr::year_month month, unsigned anchor_day) {
    return Date(month / chr::day(std::min(anchor_day, last_day_of(month))));
}

}  // namespace

std::string_view name_of(Cycle cycle) {
    return cycle == Cycle::quarterly ? "quarterly" : "annual";
}

std::optional<Cycle> parse_cycle(std::string_view name) {
    if (name == "quarterly") return Cycle::quarterly;
    if (name == "annual") return Cycle::annual;
    return std::nullopt;
}

Date add_months(Date date, int months, unsigned anchor_day) {
    return clamp_to_month(month_of(date) + chr::months(months), anchor_day);
}

Term first_term(Date starts_on, Cycle cycle) {
    const unsigned anchor = unsigned(chr::year_month_day(starts_on).day());
    return {1, cycle, anchor, starts_on, add_months(starts_on, months_in(cycle), anchor)};
}

Term next_term(const Term& term, Cycle cycle) {
    return {term.number + 1, cycle, term.anchor_day, term.renews_on,
            add_months(term.renews_on, months_in(cycle), term.anchor_day)};
}

Term trial_term(Date starts_on, int days, Cycle cycle) {
    const unsigned anchor = unsigned(chr::year_month_day(starts_on).day());
    return {0, cycle, anchor, starts_on, starts_on + chr::days(days)};
}

Term term_after(const Term& term, Cycle cycle) {
    return term.is_trial() ? first_term(term.renews_on, cycle) : next_term(term, cycle);
}

Term term_on(Term term, const std::vector<CycleChange>& changes, Date today) {
    while (term.renews_on <= today) {
        Cycle cycle = term.cycle;
        for (const CycleChange& change : changes) {
            if (change.from > term.starts_on && change.from <= term.renews_on) cycle = change.cycle;
        }
        term = term_after(term, cycle);
    }
    return term;
}

ChangeWindow change_window(const Term& term, const TimeZone& zone, Timestamp now, int days) {
    ChangeWindow window;
    window.deadline = term.renews_on - chr::days(days);
    window.closes_at = zone.start_of(window.deadline + chr::days(1));
    window.open = now < window.closes_at;
    return window;
}

RemainingPeriod remaining_period(const Term& term, Date from) {
    if (from >= term.renews_on) return {};
    // Boundaries are counted back from the renewal date, each from the anchor itself, so that a
    // clamped month's end (30 April for anchor 31) does not shift the ones before it.
    int months = 0;
    while (add_months(term.renews_on, -(months + 1), term.anchor_day) >= from) ++months;
    const Date boundary = add_months(term.renews_on, -months, term.anchor_day);
    const Date previous = add_months(term.renews_on, -(months + 1), term.anchor_day);
    const int days = static_cast<int>((boundary - from).count());
    if (days == 0) return {months, 0, 0};
    return {months, days, static_cast<int>((boundary - previous).count())};
}

Result<Money> prorate(Money price_per_month, std::int64_t quantity, const RemainingPeriod& period) {
    // price × quantity × (months × length + days) ÷ length, in one division: one rounding.
    const std::int64_t length = std::max(period.days_in_partial_month, 1);
    TENURE_TRY_ASSIGN(const Money per_month, multiply(price_per_month, quantity));
    return multiply_ratio(per_month, period.months * length + period.days, length);
}

}  // namespace tenure
