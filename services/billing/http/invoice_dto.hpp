#pragma once
// Bodies of what is done with issued invoices, and of credit notes.

#include <optional>
#include <string>

#include "billing/app/invoice_service.hpp"
#include "http/message.hpp"

namespace tenure::billing {

/// The invoice that the path names. Error `invoice_not_found` for what cannot be an identifier.
Result<InvoiceId> parse_invoice_id(const http::Request& request);
/// As parse_invoice_id, error `credit_note_not_found`.
Result<CreditNoteId> parse_credit_note_id(const http::Request& request);
/// `?status=`, one of those that issued invoices have.
Result<std::optional<InvoiceStatus>> parse_status_filter(const http::Request& request);
struct CreditOnce {
    InvoiceId invoice;
    std::string reason;
};
/// {"invoice_id", "reason"}
Result<CreditOnce> parse_credit_once(const http::Request& request);
/// {"amount"?, "lines"?: [{"line", "amount"?}], "reason"}
Result<CreditRequest> parse_credit(const http::Request& request);
/// {"reason"?}, or no body.
Result<std::string> parse_void(const http::Request& request);
/// {}, or no body.
Status parse_nothing(const http::Request& request);

std::string to_json(const CreditNoteView& view);
std::string to_json(const CreditNotePage& page);

}  // namespace tenure::billing
