#pragma once
// The paid period, its renewal, the change window and proration (rules.md: Time, change window,
// Billing).

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "domain/time_zone.hpp"

namespace tenure {

/// How often an account is billed.
enum class Cycle { quarterly, annual };

constexpr int months_in(Cycle cycle) {
    return cycle == Cycle::quarterly ? 3 : 12;
}
std::string_view name_of(Cycle cycle);
std::optional<Cycle> parse_cycle(std::string_view name);

/// `date` moved by whole months on the calendar, with the day of month `anchor_day` clamped to the
/// month's end: (31 Jan, +3, 31) is 30 Apr. The anchor is kept apart so that a clamped date never
/// becomes the next anchor.
Date add_months(Date date, int months, unsigned anchor_day);

/// A paid period [starts_on, renews_on) of an account.
struct Term {
    std::int64_t number = 1;  ///< 1 for the first paid term; 0 for a trial
    Cycle cycle = Cycle::quarterly;
    unsigned anchor_day = 1;  ///< day of month of the first term's start
    Date starts_on;
    Date renews_on;  ///< first day of the next term
    bool operator==(const Term&) const = default;
    bool is_trial() const { return number == 0; }
};

/// The first term of an account, starting that day.
Term first_term(Date starts_on, Cycle cycle);
/// A trial of so many days; the cycle is that of the first paid term.
Term trial_term(Date starts_on, int days, Cycle cycle);
/// The term after a paid one, with the cycle that applies from then on.
Term next_term(const Term& term, Cycle cycle);
/// What follows any term: after a trial the first paid term, with that day as anchor.
Term term_after(const Term& term, Cycle cycle);

/// From that day on, new terms have this cycle.
struct CycleChange {
    Date from;
    Cycle cycle = Cycle::quarterly;
};
/// The term in which `today` falls when every renewal since `term` was made on its date: for
/// readers whom the news of a renewal has not reached yet. `changes` are ordered by day.
Term term_on(Term term, const std::vector<CycleChange>& changes, Date today);

/// Modifications other than adding users are accepted while today <= renews_on - 15 days.
inline constexpr int default_change_window_days = 15;

struct ChangeWindow {
    Date deadline;        ///< last day on which a change is accepted, inclusive
    Timestamp closes_at;  ///< first instant at which it is refused
    bool open = false;
};
ChangeWindow change_window(const Term& term, const TimeZone& zone, Timestamp now,
                           int days = default_change_window_days);

/// What is left of a term from `from` (inclusive) to renews_on (exclusive): whole months counted
/// back from the renewal date on the term's anchor, then days of the partial month.
struct RemainingPeriod {
    int months = 0;
    int days = 0;
    int days_in_partial_month = 0;  ///< length of that partial month; 0 when days is 0
    bool operator==(const RemainingPeriod&) const = default;
};
RemainingPeriod remaining_period(const Term& term, Date from);

/// price per month × (months + days ÷ days_in_partial_month) × quantity, rounded half away from
/// zero once (rules.md, Proration). Error `amount_overflow`.
Result<Money> prorate(Money price_per_month, std::int64_t quantity, const RemainingPeriod& period);

}  // namespace tenure
