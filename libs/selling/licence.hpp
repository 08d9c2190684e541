#pragma once
// What a seller knows of the account's licence: term, standing, end and pending change of cycle, as
// billing's events told it. Reading it needs no other service. Where news may be late it fails
// open: a term is rolled forward over renewals that should have happened.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "domain/caller.hpp"
#include "domain/result.hpp"
#include "domain/term.hpp"
#include "domain/time.hpp"
#include "selling/change.hpp"

namespace tenure::selling {

enum class Standing { good, past_due, suspended };
std::string_view name_of(Standing standing);
/// Throws std::invalid_argument on a name that we never wrote.
Standing standing_of(std::string_view name);

/// A change of cycle that applies from a renewal on.
struct PendingCycle {
    std::string id;
    Cycle cycle = Cycle::quarterly;
    Timestamp effective_at;
};

struct Licence {
    std::string id;        ///< the seller's own name for it, e.g. "sub_..."
    Timestamp started_at;  ///< when this life began; news from before is of an earlier one
    Term term;             ///< number 0: a trial
    std::string time_zone;
    Standing standing = Standing::good;
    std::optional<Timestamp> standing_since;  ///< of past_due and suspended
    std::optional<Date> ended_on;             ///< first day without the licence
    std::string end_reason;                   ///< cancelled, unpaid, trial_not_converted
    std::optional<PendingCycle> pending_cycle;
};

inline bool is_trial(const Licence& licence) {
    return licence.term.number == 0;
}

/// The term that holds on a day: the announced one, rolled over the renewals that have passed since
/// (a trial is not rolled: whether it became a paid term is billing's to say).
Term term_on(const Licence& licence, Date day);
/// The cycle from the next renewal on.
Cycle next_cycle(const Licence& licence);

// Billing's news about an account (proto-docs/events.md).
struct OrderNews {
    ChangeId id;
    OrderOutcome outcome;
};
struct TermStarted {
    Term term;
    std::string time_zone;
};
struct StandingChanged {
    Standing standing = Standing::good;
    std::optional<Timestamp> since;
};
struct LicenceEnded {
    Date ended_on;
    std::string reason;
};
struct CycleScheduled {
    PendingCycle change;
};
struct CycleUndone {
    std::string id;
};
/// std::monostate: an event that is nothing to sellers.
using News = std::variant<std::monostate, OrderNews, TermStarted, StandingChanged, LicenceEnded,
                          CycleScheduled, CycleUndone>;

/// One of billing's events about an account, as a seller takes it over: once.
struct BillingEvent {
    Caller by;            ///< on whose behalf, at the event's instant
    std::string type;     ///< "account.suspended"
    std::string invoice;  ///< of an `invoice.…` event
    News news;
    std::string from;  ///< the cursor before it
    std::string to;    ///< and behind it
};

/// A licence that a start's order began. The outcome has a term.
Licence begun(std::string id, const OrderOutcome& outcome, Timestamp started_at);

/// The licence with an event taken over; nothing when the event is no news to it: of an earlier
/// life, about orders, or already known.
std::optional<Licence> after_news(const Licence& licence, const News& news, Timestamp occurred_at);

}  // namespace tenure::selling
