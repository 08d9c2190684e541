#include "billing/domain/account.hpp"

#include <algorithm>

namespace tenure::billing {

Result<CurrentTerm> term_at(const Account& account, Timestamp now) {
    const Error missing{ErrorKind::not_found, "subscription_missing",
                        "the account has no subscription"};
    if (account.terms.empty()) return missing;
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(account.time_zone));
    const Date today = zone.date_of(now);
    const Term* current = nullptr;
    for (const Term& term : account.terms) {
        if (term.starts_on <= today) current = &term;
    }
    if (current == nullptr) return missing;
    return CurrentTerm{*current, zone, today};
}

Result<NextInvoice> next_invoice(const CurrentTerm& current, const std::vector<ItemChange>& items,
                                 const VatTreatment& vat) {
    const Term next = next_term(current.term, current.term.cycle);
    const Timestamp renewal = current.zone.start_of(next.starts_on);
    std::vector<Operation> units;
    for (const ItemChange& change : items) {
        if (change.effective_at > renewal) continue;
        const auto same = std::find_if(units.begin(), units.end(), [&](const Operation& other) {
            return other.item == change.units.item && other.product == change.units.product &&
                   other.prices.of(next.cycle) == change.units.prices.of(next.cycle);
        });
        if (same == units.end())
            units.push_back(change.units);
        else
            same->quantity += change.units.quantity;
    }
    std::vector<Line> lines;
    for (const Operation& operation : units) {
        if (operation.quantity == 0) continue;
        TENURE_TRY_ASSIGN(Line line, recurring_line(operation, next));
        lines.push_back(std::move(line));
    }
    TENURE_TRY_ASSIGN(Priced content, priced(std::move(lines), vat));
    return NextInvoice{next, std::move(content)};
}

}  // namespace tenure::billing
