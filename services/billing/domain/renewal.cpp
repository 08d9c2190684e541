#include "billing/domain/renewal.hpp"

namespace tenure::billing {

std::optional<EndReason> end_of_term(const Account& account, const CurrentTerm& current) {
    if (scheduled(account, PurchaseKind::end, current)) return EndReason::cancelled;
    if (account.standing == Standing::suspended) return EndReason::unpaid;
    return std::nullopt;
}

Result<NextInvoice> renewal_invoice(const Account& account, const CurrentTerm& current,
                                    const Details& buyer, const std::vector<ItemChange>& items,
                                    const VatPolicy& policy) {
    const VatTreatment vat = vat_treatment(policy, buyer, current.term.renews_on);
    return next_invoice(current, next_cycle(account, current), items, vat);
}

}  // namespace tenure::billing
