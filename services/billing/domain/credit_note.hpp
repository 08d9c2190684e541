#pragma once
// Credit notes: what is given back of an issued invoice, never more than it charged.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "billing/domain/invoice.hpp"
#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::billing {

/// Part of an invoice's line, without VAT.
struct CreditedLine {
    std::int64_t line = 0;  ///< its place on the invoice, from 1
    Money amount;
};

/// What a credit note gives back.
struct CreditContent {
    std::vector<CreditedLine> lines;  ///< empty when it is not broken down
    Money subtotal;
    std::vector<VatAmount> vat;  ///< by the rates of the invoice
    Money total;
};

/// Money that is paid back.
enum class RefundStatus { pending, succeeded, failed };

struct CreditRefund {
    RefundStatus status = RefundStatus::pending;
    std::string failure_code;  ///< when failed: somebody must pay it back by hand
};

struct CreditNote {
    CreditNoteId id;
    std::string number;
    InvoiceId invoice_id;
    std::string invoice_number;
    Date invoice_issued_on;
    Date issued_on;
    std::string reason;
    CreditContent content;
    std::vector<std::string> legal_mentions;  ///< in the invoice's language
    std::optional<CreditRefund> refund = {};  ///< of a paid invoice
};

/// A line to credit: without amount, all that is left of it.
struct LineToCredit {
    std::int64_t line = 0;
    std::optional<Money> amount;  ///< without VAT
};

/// Either an amount or lines; with neither, all that is left of the invoice.
struct CreditRequest {
    std::optional<Money> amount;  ///< VAT included
    std::vector<LineToCredit> lines;
    std::string reason;
};

/// What earlier credit notes gave back of an invoice.
struct Credited {
    std::map<std::int64_t, Money> lines;  ///< by place on the invoice
    std::vector<VatAmount> vat;           ///< in the order of the invoice's
};

/// The content of a new credit note. Errors: `credit_exceeds_invoice` (conflict, with member
/// `creditable`, minor units), `invalid_fields` for a line that the invoice has not or another
/// currency.
Result<CreditContent> credit(const Invoice& invoice, const Credited& credited,
                             const CreditRequest& request);

/// The mentions that the law wants on a credit note for this invoice.
std::vector<std::string> credit_mentions(const Invoice& invoice);
/// "CN2026-000042".
std::string credit_note_number(int year, std::int64_t sequence);

}  // namespace tenure::billing
