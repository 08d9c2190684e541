#include "billing/app/invoice_service.hpp"

namespace tenure::billing {

namespace {

Result<Invoice> issued_invoice(BillingReads& reads, const InvoiceId& id) {
    std::optional<Invoice> invoice = reads.find(id);
    if (invoice && invoice->number) return *std::move(invoice);
    return Error{ErrorKind::not_found, "invoice_not_found", "the account has no such invoice"};
}

Result<Invoice> open_invoice(BillingReads& reads, const InvoiceId& id) {
    TENURE_TRY_ASSIGN(Invoice invoice, issued_invoice(reads, id));
    if (invoice.status == InvoiceStatus::open) return invoice;
    return Error{ErrorKind::conflict,
                 "invoice_not_open",
                 "only an open invoice can be voided, given up or paid",
                 {},
                 {{"invoice_status", std::string(name_in(invoice_status_names, invoice.status))}}};
}

Result<CreditNoteView> issued_note(BillingReads& reads, const CreditNoteId& id) {
    const std::optional<CreditNote> note = reads.credit_notes().find(id);
    if (!note)
        return Error{ErrorKind::not_found, "credit_note_not_found",
                     "the account has no such credit note"};
    TENURE_TRY_ASSIGN(Invoice invoice, issued_invoice(reads, note->invoice_id));
    return CreditNoteView{*note, std::move(invoice)};
}

bool is_resumed(const InvoiceService::Key& key) {
    return key && key->resume;
}

}  // namespace

void InvoiceService::note_change(BillingTx& tx, const Caller& caller, const std::string& action,
                                 const Invoice& before, const Invoice& after) const {
    tx.audit(caller, {.action = action,
                      .resource = "/v1/billing/invoices/" + before.id.str(),
                      .before = written_.invoice(before),
                      .after = written_.invoice(after)});
}

Result<CreditNoteView> InvoiceService::issue(BillingTx& tx, Invoice invoice,
                                             const CreditRequest& request, const CreditNoteId& id,
                                             Timestamp now) {
    TENURE_TRY(not_being_paid(tx, invoice));
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(seller_time_zone_));
    CreditNote note;
    TENURE_TRY_ASSIGN(note.content,
                      billing::credit(invoice, tx.credit_notes().credited(invoice.id), request));
    note.id = id;
    note.invoice_id = invoice.id;
    note.invoice_number = invoice.number.value();
    note.invoice_issued_on = invoice.issued_on.value();
    note.issued_on = zone.date_of(now);
    note.reason = request.reason;
    note.legal_mentions = credit_mentions(invoice);
    TENURE_TRY_ASSIGN(invoice.credited, add(invoice.credited, note.content.total));
    const bool nothing_left = invoice.credited == invoice.content.total;
    const bool voids = nothing_left && invoice.status == InvoiceStatus::open;
    if (voids) {
        invoice.status = InvoiceStatus::void_;
        debts_.closed(tx, invoice.id, now);
    }
    const std::string& seller = invoice.seller.vat_number;
    const int year = year_of(note.issued_on);
    note.number = credit_note_number(year, tx.credit_notes().take_number(seller, year));
    tx.credit_notes().issue(note, seller, invoice.status, now);
    if (invoice.status == InvoiceStatus::paid)
        note.refund = tx.credit_notes().owe_refund(note, now);
    tx.publish("credit_note.issued", events_.credit_note(note), now);
    if (voids) tx.publish("invoice.voided", events_.invoice(invoice), now);
    return CreditNoteView{std::move(note), std::move(invoice)};
}

Result<Invoice> InvoiceService::void_invoice(const Caller& caller, const InvoiceId& id,
                                             const std::string& reason, const Key& key) {
    std::optional<Invoice> voided;
    const CreditNoteId note = CreditNoteId::make(caller.now);
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        if (is_resumed(key)) {
            TENURE_TRY_ASSIGN(voided, issued_invoice(tx, id));
            return done;
        }
        TENURE_TRY_ASSIGN(const Invoice invoice, open_invoice(tx, id));
        TENURE_TRY(tx.claim(key, note.str()));
        const CreditRequest whole{std::nullopt, {}, reason};
        TENURE_TRY_ASSIGN(CreditNoteView view, issue(tx, invoice, whole, note, caller.now));
        note_change(tx, caller, "invoice.voided", invoice, view.invoice);
        voided = std::move(view.invoice);
        return done;
    }));
    return *voided;
}

Result<Invoice> InvoiceService::give_up(const Caller& caller, const InvoiceId& id, const Key& key) {
    std::optional<Invoice> given_up;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        if (is_resumed(key)) {
            TENURE_TRY_ASSIGN(given_up, issued_invoice(tx, id));
            return done;
        }
        TENURE_TRY_ASSIGN(const Invoice invoice, open_invoice(tx, id));
        TENURE_TRY(not_being_paid(tx, invoice));
        TENURE_TRY(tx.claim(key, id.str()));
        given_up = invoice;
        given_up->status = InvoiceStatus::uncollectible;
        tx.close(id, InvoiceStatus::uncollectible);
        debts_.closed(tx, id, caller.now);
        note_change(tx, caller, "invoice.uncollectible", invoice, *given_up);
        tx.publish("invoice.uncollectible", events_.invoice(*given_up), caller.now);
        return done;
    }));
    return *given_up;
}

Result<CreditNoteView> InvoiceService::credit(const Caller& caller, const InvoiceId& id,
                                              const CreditRequest& request, const Key& key) {
    std::optional<CreditNoteView> view;
    const CreditNoteId note = CreditNoteId::make(caller.now);
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        if (is_resumed(key)) {
            TENURE_TRY_ASSIGN(view, issued_note(tx, CreditNoteId(*key->resume)));
            return done;
        }
        TENURE_TRY_ASSIGN(Invoice invoice, issued_invoice(tx, id));
        TENURE_TRY(tx.claim(key, note.str()));
        TENURE_TRY_ASSIGN(view, issue(tx, std::move(invoice), request, note, caller.now));
        tx.audit(caller, {.action = "credit_note.issued",
                          .resource = "/v1/billing/credit-notes/" + note.str(),
                          .before = std::nullopt,
                          .after = written_.credit_note(*view)});
        return done;
    }));
    return *view;
}

Result<CreditNoteView> InvoiceService::credit_once(const Caller& caller, const CreditNoteId& note,
                                                   const InvoiceId& id,
                                                   const std::string& reason) {
    std::optional<CreditNoteView> view;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        if (tx.credit_notes().find(note)) {
            TENURE_TRY_ASSIGN(view, issued_note(tx, note));
            if (view->invoice.id == id) return done;
            return Error{ErrorKind::conflict, "credit_note_mismatch",
                         "the credit note of this id corrects another invoice"};
        }
        TENURE_TRY_ASSIGN(Invoice invoice, issued_invoice(tx, id));
        const CreditRequest whole{std::nullopt, {}, reason};
        TENURE_TRY_ASSIGN(view, issue(tx, std::move(invoice), whole, note, caller.now));
        tx.audit(caller, {.action = "credit_note.issued",
                          .resource = "/v1/billing/credit-notes/" + note.str(),
                          .before = std::nullopt,
                          .after = written_.credit_note(*view)});
        return done;
    }));
    return *view;
}

Result<CreditNotePage> InvoiceService::credit_notes(const AccountId& account, int limit,
                                                    const std::string& cursor) {
    std::optional<CreditNotePage> page;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        TENURE_TRY_ASSIGN(page, reads.credit_notes().page(limit, cursor));
        return done;
    }));
    return *page;
}

Result<CreditNoteView> InvoiceService::credit_note(const AccountId& account,
                                                   const CreditNoteId& id) {
    std::optional<CreditNoteView> view;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        TENURE_TRY_ASSIGN(view, issued_note(reads, id));
        return done;
    }));
    return *view;
}

}  // namespace tenure::billing
