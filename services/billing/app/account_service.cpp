#include "billing/app/account_service.hpp"

#include <algorithm>

namespace tenure::billing {

namespace {

Error details_missing() {
    return {ErrorKind::not_found, "billing_details_missing",
            "the account has no billing details yet"};
}

/// The current term of an account that has not ended.
Result<CurrentTerm> living_term(const Account& account, Timestamp now) {
    if (account.status == AccountStatus::ended)
        return Error{ErrorKind::not_found, "subscription_ended",
                     "the account's subscription has ended"};
    return term_at(account, now);
}

/// What is in force by the renewal, with the deferred orders that will be.
std::vector<ItemChange> coming_items(BillingReads& reads, Timestamp renewal) {
    std::vector<ItemChange> items = reads.items();
    for (ItemChange& change : reads.deferred_items()) items.push_back(std::move(change));
    const auto later = [&](const ItemChange& change) { return change.effective_at > renewal; };
    items.erase(std::remove_if(items.begin(), items.end(), later), items.end());
    return items;
}

std::vector<ItemChange> still_to_come(std::vector<ItemChange> items, Timestamp now) {
    const auto past = [&](const ItemChange& change) { return change.effective_at <= now; };
    items.erase(std::remove_if(items.begin(), items.end(), past), items.end());
    return items;
}

}  // namespace

Result<Details> AccountService::details(const AccountId& account) {
    std::optional<Details> found;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        found = reads.details();
        return done;
    }));
    if (!found) return details_missing();
    return *found;
}

Result<Details> AccountService::save(const Caller& caller, const Details& details,
                                     const Precondition& precondition) {
    Details saved;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        const std::optional<Details> old = tx.details();
        TENURE_TRY(precondition(old ? std::optional(old->version) : std::nullopt));
        saved = edited(old, details);
        tx.save(saved);
        // One that is given again after the registry refused it may be registered by now.
        const bool refused = saved.vat_number_status == VatNumberStatus::invalid;
        if (!old || old->vat_number != saved.vat_number || refused)
            tx.vat_checks().want(saved.vat_number);
        if (!old || !same_vat(*old, saved)) tx.raise_version();
        std::optional<std::string> before;
        if (old) before = written_.details(*old);
        tx.audit(caller, {.action = old ? "billing_details.replaced" : "billing_details.given",
                          .resource = "/v1/billing/details",
                          .before = before,
                          .after = written_.details(saved)});
        return done;
    }));
    return saved;
}

Result<CycleView> AccountService::cycle(const AccountId& account, Timestamp now) {
    std::optional<CycleView> view;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        const Account known = reads.account();
        TENURE_TRY_ASSIGN(const CurrentTerm current, living_term(known, now));
        view = CycleView{current.term, current.zone.name(),
                         change_window(current.term, current.zone, now),
                         scheduled(known, PurchaseKind::cycle, current)};
        return done;
    }));
    return *view;
}

Result<NextInvoiceView> AccountService::next_invoice(const AccountId& account, Timestamp now) {
    std::optional<NextInvoiceView> view;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        const Account known = reads.account();
        TENURE_TRY_ASSIGN(const CurrentTerm current, living_term(known, now));
        if (scheduled(known, PurchaseKind::end, current))
            return Error{ErrorKind::not_found, "next_invoice_missing",
                         "the subscription ends with its term: there is no next invoice"};
        const std::optional<Details> buyer = reads.details();
        if (!buyer) return details_missing();
        const VatTreatment vat = vat_treatment(vat_, *buyer, current.term.renews_on);
        const std::vector<ItemChange> items = coming_items(reads, current.renewal());
        TENURE_TRY_ASSIGN(NextInvoice next,
                          billing::next_invoice(current, next_cycle(known, current), items, vat));
        view = NextInvoiceView{std::move(next), current.zone.name(), still_to_come(items, now),
                               scheduled(known, PurchaseKind::cycle, current)};
        return done;
    }));
    return *view;
}

Result<InvoicePage> AccountService::invoices(const AccountId& account,
                                             std::optional<InvoiceStatus> status, int limit,
                                             const std::string& cursor) {
    return store_.invoices(account, status, limit, cursor);
}

Result<Invoice> AccountService::invoice(const AccountId& account, const InvoiceId& id) {
    std::optional<Invoice> found;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        found = reads.find(id);
        return done;
    }));
    if (found && found->number) return *found;
    return Error{ErrorKind::not_found, "invoice_not_found", "the account has no such invoice"};
}

}  // namespace tenure::billing
