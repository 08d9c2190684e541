#pragma once
// The credit notes of one account, as the store keeps them.

#include <optional>
#include <string>
#include <vector>

#include "billing/domain/credit_note.hpp"

namespace tenure::billing {

/// A credit note and the invoice that it corrects.
struct CreditNoteView {
    CreditNote note;
    Invoice invoice;
};

struct CreditNotePage {
    std::vector<CreditNote> credit_notes;  ///< without lines and VAT
    std::optional<std::string> next_cursor;
};

class CreditNoteReads {
  public:
    virtual ~CreditNoteReads() = default;
    virtual std::optional<CreditNote> find(const CreditNoteId& id) = 0;
    /// Newest first. Error `invalid_fields` for a cursor that we did not make.
    virtual Result<CreditNotePage> page(int limit, const std::string& cursor) = 0;
    /// What the credit notes of an invoice gave back so far.
    virtual Credited credited(const InvoiceId& invoice) = 0;
};

/// Within a transaction that has locked the account.
class CreditNoteBook : public CreditNoteReads {
  public:
    /// Issues a credit note, and counts it on its invoice, which gets a status.
    virtual void issue(const CreditNote& note, const std::string& seller, InvoiceStatus invoice,
                       Timestamp at) = 0;
    /// What the note gives back is to be paid back, of the payment that paid its invoice; nothing
    /// when there was none.
    virtual std::optional<CreditRefund> owe_refund(const CreditNote& note, Timestamp at) = 0;
    /// Records how a refund ended; false when that was known. No code: it was paid back.
    virtual bool finish_refund(const CreditNoteId& note, const std::string& failure_code,
                               Timestamp at) = 0;
    /// Takes the next number of the seller's year; held until the transaction ends, so it comes
    /// last.
    virtual std::int64_t take_number(const std::string& seller, int year) = 0;
};

}  // namespace tenure::billing
