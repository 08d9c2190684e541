#include "billing/domain/renewal.hpp"

#include <algorithm>

namespace tenure::billing {

std::optional<EndReason> end_of_term(const Account& account, const CurrentTerm& current) {
    if (scheduled(account, PurchaseKind::end, current)) return EndReason::cancelled;
    if (account.standing == Standing::suspended) return EndReason::unpaid;
    return std::nullopt;
}

Timestamp decided_at(const Account& account, Timestamp now) {
    if (account.terms.empty()) return now;
    const Result<TimeZone> zone = TimeZone::find(account.time_zone);
    return zone.ok() ? std::max(now, zone->start_of(account.terms.back().starts_on)) : now;
}

Result<NextInvoice> renewal_invoice(const Account& account, const CurrentTerm& current,
                                    const Details& buyer, const std::vector<ItemChange>& items,
                                    const VatPolicy& policy) {
    const VatTreatment vat = vat_treatment(policy, buyer, current.term.renews_on);
    return next_invoice(current, next_cycle(account, current), items, vat);
}

}  // namespace tenure::billing
