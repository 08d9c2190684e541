#pragma once
// An account's life, terms and recurring items as they stand at an instant: a function of rows and
// `now`.

#include <optional>
#include <string>
#include <vector>

#include "billing/domain/items.hpp"
#include "billing/domain/pricing.hpp"
#include "domain/result.hpp"
#include "domain/term.hpp"
#include "domain/time_zone.hpp"

namespace tenure::billing {

enum class AccountStatus {
    none,      ///< nothing was bought yet
    trialing,  ///< in a trial term
    live,      ///< in a paid term
    ended,     ///< cancelled, unpaid or not converted; a new start brings it back
};
inline constexpr EnumNames<AccountStatus, 4> account_status_names{{
    {"none", AccountStatus::none},
    {"trialing", AccountStatus::trialing},
    {"live", AccountStatus::live},
    {"ended", AccountStatus::ended},
}};

/// Whether it pays.
enum class Standing {
    good,
    past_due,   ///< an invoice is not paid although its payment failed
    suspended,  ///< for too long
};
inline constexpr EnumNames<Standing, 3> standing_names{{
    {"good", Standing::good},
    {"past_due", Standing::past_due},
    {"suspended", Standing::suspended},
}};

/// A cancellation or a new cycle that waits for a renewal, or has met one.
struct ScheduledOrder {
    ChangeId id;
    PurchaseKind kind = PurchaseKind::end;
    std::optional<Cycle> cycle;
    Timestamp effective_at;
};

struct Account {
    std::int64_t version = 0;  ///< raised by whatever changes a price: a quote is bound to it
    std::string time_zone;     ///< empty before the first term
    std::vector<Term> terms;   ///< oldest first
    AccountStatus status = AccountStatus::none;
    Standing standing = Standing::good;
    std::optional<Date> ended_on = {};  ///< the day after the last one, when ended
    /// Kinds end and cycle, not undone, oldest first.
    std::vector<ScheduledOrder> scheduled = {};
};

/// The term in which an account is, and the day it has there.
struct CurrentTerm {
    Term term;
    TimeZone zone;
    Date today;
    /// The instant of the term's renewal.
    Timestamp renewal() const { return zone.start_of(term.renews_on); }
};

/// The last term that has begun. Error `subscription_missing` (not_found) before the first.
Result<CurrentTerm> term_at(const Account& account, Timestamp now);

/// The cancellation or cycle change that the current term's renewal will meet.
std::optional<ScheduledOrder> scheduled(const Account& account, PurchaseKind kind,
                                        const CurrentTerm& current);
/// The cycle of the term after the current one.
Cycle next_cycle(const Account& account, const CurrentTerm& current);

struct NextInvoice {
    Term term;  ///< the term that it will pay for; it is dated its first day
    Priced content;
};

/// What the renewal will invoice: every item in force on the renewal date, for the whole next term
/// of that cycle.
Result<NextInvoice> next_invoice(const CurrentTerm& current, Cycle cycle,
                                 const std::vector<ItemChange>& items, const VatTreatment& vat);

}  // namespace tenure::billing
