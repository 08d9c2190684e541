#pragma once
// Bodies of requests to commands, results to bodies: the only JSON of the routes. The documents
// that the services above read are in internal_dto.hpp,
// those of the billing cycle in cycle_dto.hpp.

#include <memory>
#include <string>

#include "billing/app/account_service.hpp"
#include "http/message.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

/// {"company_name", "address", "vat_number"?, "email", "language", "purchase_order"?}
Result<Details> parse_details(const http::Request& request);
/// What the request's If-Match demands of the version that an edit replaces.
Precondition precondition_of(const http::Request& request);

std::unique_ptr<AuditWriter> make_audit_writer();

std::string to_json(const Details& details);
std::string to_json(const NextInvoiceView& next);
std::string to_json(const Invoice& invoice);
std::string to_json(const InvoicePage& page);

/// Adds currency, lines, subtotal, vat and total to a document.
void write_priced(json::Object& object, const Priced& priced);
/// Adds seller, buyer and language.
void write_parties(json::Object& object, const Invoice& invoice);
json::Object write(const VatAmount& vat);
/// The value, or null.
json::Object instant_or_null(const std::optional<Timestamp>& instant);
json::Object text_or_null(const std::optional<std::string>& text);

}  // namespace tenure::billing
