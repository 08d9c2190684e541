#pragma once
// An account's terms and recurring items as they stand at an instant: a function of rows and `now`.

#include <string>
#include <vector>

#include "billing/domain/pricing.hpp"
#include "domain/result.hpp"
#include "domain/term.hpp"
#include "domain/time_zone.hpp"

namespace tenure::billing {

struct Account {
    std::int64_t version = 0;  ///< raised by whatever changes a price: a quote is bound to it
    std::string time_zone;     ///< empty before the first term
    std::vector<Term> terms;   ///< oldest first
};

/// The term in which an account is, and the day it has there.
struct CurrentTerm {
    Term term;
    TimeZone zone;
    Date today;
};

/// The last term that has begun. Error `subscription_missing` (not_found) before the first.
Result<CurrentTerm> term_at(const Account& account, Timestamp now);

/// Units of an item that came or will come into force.
struct ItemChange {
    Operation units;
    Timestamp effective_at;
};

struct NextInvoice {
    Term term;  ///< the term that it will pay for; it is dated its first day
    Priced content;
};

/// What the renewal will invoice: every item in force on the renewal date, for the whole next term.
Result<NextInvoice> next_invoice(const CurrentTerm& current, const std::vector<ItemChange>& items,
                                 const VatTreatment& vat);

}  // namespace tenure::billing
