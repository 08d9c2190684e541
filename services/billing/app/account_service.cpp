#include "billing/app/account_service.hpp"

namespace tenure::billing {

namespace {

Error details_missing() {
    return {ErrorKind::not_found, "billing_details_missing",
            "the account has no billing details yet"};
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
        TENURE_TRY_ASSIGN(const CurrentTerm current, term_at(reads.account(), now));
        view = CycleView{current.term, current.zone.name(),
                         change_window(current.term, current.zone, now)};
        return done;
    }));
    return *view;
}

Result<NextInvoiceView> AccountService::next_invoice(const AccountId& account, Timestamp now) {
    std::optional<NextInvoiceView> view;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        const Account known = reads.account();
        TENURE_TRY_ASSIGN(const CurrentTerm current, term_at(known, now));
        const std::optional<Details> buyer = reads.details();
        if (!buyer) return details_missing();
        const VatTreatment vat = vat_treatment(vat_, *buyer, current.term.renews_on);
        TENURE_TRY_ASSIGN(
            NextInvoice next,
            billing::next_invoice(current, next_cycle(known, current), reads.items(), vat));
        view = NextInvoiceView{std::move(next), current.zone.name()};
        return done;
    }));
    return *view;
}

Result<InvoicePage> AccountService::invoices(const AccountId& account, int limit,
                                             const std::string& cursor) {
    return store_.invoices(account, limit, cursor);
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
