#include "billing/domain/account.hpp"

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

std::optional<ScheduledOrder> scheduled(const Account& account, PurchaseKind kind,
                                        const CurrentTerm& current) {
    const Timestamp begun = current.zone.start_of(current.term.starts_on);
    std::optional<ScheduledOrder> found;
    for (const ScheduledOrder& order : account.scheduled) {
        if (order.kind == kind && order.effective_at > begun) found = order;
    }
    return found;
}

Cycle next_cycle(const Account& account, const CurrentTerm& current) {
    const auto change = scheduled(account, PurchaseKind::cycle, current);
    return change ? change->cycle.value_or(current.term.cycle) : current.term.cycle;
}

Result<NextInvoice> next_invoice(const CurrentTerm& current, Cycle cycle,
                                 const std::vector<ItemChange>& items, const VatTreatment& vat) {
    const Term next = term_after(current.term, cycle);
    std::vector<Line> lines;
    for (const auto& [name, item] : items_at(items, current.renewal())) {
        for (const Lot& lot : item.lots) {
            TENURE_TRY_ASSIGN(Line line, recurring_line(lot, next));
            lines.push_back(std::move(line));
        }
    }
    TENURE_TRY_ASSIGN(Priced content, priced(std::move(lines), vat));
    return NextInvoice{next, std::move(content)};
}

}  // namespace tenure::billing
