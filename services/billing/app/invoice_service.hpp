#pragma once
// What the operator does with issued invoices: void, give up, credit. And what customers read of
// the credit notes.

#include <optional>
#include <string>

#include "billing/app/debts.hpp"
#include "domain/idempotency.hpp"

namespace tenure::billing {

class InvoiceService {
  public:
    using Key = std::optional<IdempotencyKey>;

    InvoiceService(BillingStore& store, EventWriter& events, const AuditWriter& written,
                   const Debts& debts, std::string seller_time_zone)
        : store_(store),
          events_(events),
          written_(written),
          debts_(debts),
          seller_time_zone_(std::move(seller_time_zone)) {}

    /// Cancels an open invoice with a credit note for what is left of it. Errors:
    /// `invoice_not_found`, `invoice_not_open`, `payment_in_progress`.
    Result<Invoice> void_invoice(const Caller& caller, const InvoiceId& id,
                                 const std::string& reason, const Key& key);
    /// Gives up collecting an open invoice. Errors as of void_invoice().
    Result<Invoice> give_up(const Caller& caller, const InvoiceId& id, const Key& key);
    /// Gives back a part of an invoice, or all that is left. An open invoice that is credited
    /// whole is void. Errors: `invoice_not_found`, `payment_in_progress`, those of credit().
    Result<CreditNoteView> credit(const Caller& caller, const InvoiceId& id,
                                  const CreditRequest& request, const Key& key);

    /// For a seller who takes back what he sold: gives back all that is left of an invoice, under
    /// the id that he made. The same id gives back once. Errors as of credit(),
    /// `credit_note_mismatch`.
    Result<CreditNoteView> credit_once(const Caller& caller, const CreditNoteId& note,
                                       const InvoiceId& id, const std::string& reason);

    Result<CreditNotePage> credit_notes(const AccountId& account, int limit,
                                        const std::string& cursor);
    /// Error `credit_note_not_found`.
    Result<CreditNoteView> credit_note(const AccountId& account, const CreditNoteId& id);

  private:
    /// Issues the credit note in the transaction and says so. Numbers come last.
    Result<CreditNoteView> issue(BillingTx& tx, Invoice invoice, const CreditRequest& request,
                                 const CreditNoteId& id, Timestamp now);
    /// Writes a change of an invoice down.
    void note_change(BillingTx& tx, const Caller& caller, const std::string& action,
                     const Invoice& before, const Invoice& after) const;

    BillingStore& store_;
    EventWriter& events_;
    const AuditWriter& written_;
    const Debts& debts_;
    std::string seller_time_zone_;
};

}  // namespace tenure::billing
