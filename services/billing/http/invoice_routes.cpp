#include "billing/http/invoice_routes.hpp"

#include <array>

#include "billing/http/dto.hpp"
#include "billing/http/invoice_dto.hpp"

namespace tenure::billing {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

/// A form in which an invoice can be had; each writer is a pure function of the invoice.
struct DocumentFormat {
    std::string_view media_type;
    std::string (*write)(const Invoice& invoice);
};

constexpr std::array document_formats{
    DocumentFormat{"application/json", [](const Invoice& invoice) { return to_json(invoice); }},
};

std::array<std::string_view, document_formats.size()> offered_types() {
    std::array<std::string_view, document_formats.size()> types;
    for (std::size_t i = 0; i < types.size(); ++i) types.at(i) = document_formats.at(i).media_type;
    return types;
}

Result<Response> get_invoices(InvoiceServices& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const auto status, parse_status_filter(request));
    TENURE_TRY_ASSIGN(
        const InvoicePage invoices,
        billing.accounts.invoices(request.caller.account, status, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(invoices)), request, page, invoices.next_cursor);
}

Result<Response> get_invoice(InvoiceServices& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const InvoiceId id, parse_invoice_id(request));
    TENURE_TRY_ASSIGN(const Invoice invoice, billing.accounts.invoice(request.caller.account, id));
    return http::ok(to_json(invoice));
}

Result<Response> get_document(InvoiceServices& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const InvoiceId id, parse_invoice_id(request));
    TENURE_TRY_ASSIGN(const Invoice invoice, billing.accounts.invoice(request.caller.account, id));
    const auto types = offered_types();
    TENURE_TRY_ASSIGN(const std::size_t chosen, http::negotiate(request, types));
    const DocumentFormat& format = document_formats.at(chosen);
    Response response = http::ok(format.write(invoice));
    response.content_type = std::string(format.media_type);
    response.headers.emplace_back("Content-Language", invoice.buyer.language);
    return response;
}

Result<Response> post_void(InvoiceServices& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const std::string reason, parse_void(request));
    TENURE_TRY_ASSIGN(const InvoiceId id, parse_invoice_id(request));
    TENURE_TRY_ASSIGN(const Invoice invoice, billing.operations.void_invoice(
                                                 request.caller, id, reason, request.idempotency));
    return http::ok(to_json(invoice));
}

Result<Response> post_uncollectible(InvoiceServices& billing, const Request& request) {
    TENURE_TRY(parse_nothing(request));
    TENURE_TRY_ASSIGN(const InvoiceId id, parse_invoice_id(request));
    TENURE_TRY_ASSIGN(const Invoice invoice,
                      billing.operations.give_up(request.caller, id, request.idempotency));
    return http::ok(to_json(invoice));
}

Result<Response> post_credit_note(InvoiceServices& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const CreditRequest credit, parse_credit(request));
    TENURE_TRY_ASSIGN(const InvoiceId id, parse_invoice_id(request));
    TENURE_TRY_ASSIGN(const CreditNoteView view,
                      billing.operations.credit(request.caller, id, credit, request.idempotency));
    return http::created(to_json(view), "/v1/billing/credit-notes/" + view.note.id.str());
}

Result<Response> put_credit_note(InvoiceServices& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const CreditOnce credit, parse_credit_once(request));
    TENURE_TRY_ASSIGN(const CreditNoteId id, parse_credit_note_id(request));
    TENURE_TRY_ASSIGN(const CreditNoteView view,
                      billing.operations.credit_once(request.caller, id, credit.invoice,
                                                     credit.reason));
    return http::ok(to_json(view));
}

Result<Response> get_credit_notes(InvoiceServices& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(
        const CreditNotePage notes,
        billing.operations.credit_notes(request.caller.account, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(notes)), request, page, notes.next_cursor);
}

Result<Response> get_credit_note(InvoiceServices& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const CreditNoteId id, parse_credit_note_id(request));
    TENURE_TRY_ASSIGN(const CreditNoteView view,
                      billing.operations.credit_note(request.caller.account, id));
    return http::ok(to_json(view));
}

}  // namespace

std::vector<http::Route> invoice_routes(InvoiceServices& services) {
    const auto bound = [&](auto handler) { return http::bind(handler, services); };
    return {
        {Method::get, "/v1/billing/invoices", allow::billing, bound(get_invoices)},
        {Method::get, "/v1/billing/invoices/{id}", allow::billing, bound(get_invoice)},
        {Method::get, "/v1/billing/invoices/{id}/document", allow::billing, bound(get_document)},
        {Method::post, "/v1/billing/invoices/{id}/void", allow::operators, bound(post_void),
         Idempotency::optional},
        {Method::post, "/v1/billing/invoices/{id}/uncollectible", allow::operators,
         bound(post_uncollectible), Idempotency::optional},
        {Method::post, "/v1/billing/invoices/{id}/credit-notes", allow::operators,
         bound(post_credit_note), Idempotency::required},
        {Method::put, "/internal/v1/credit-notes/{id}", allow::services, bound(put_credit_note)},
        {Method::get, "/v1/billing/credit-notes", allow::billing, bound(get_credit_notes)},
        {Method::get, "/v1/billing/credit-notes/{id}", allow::billing, bound(get_credit_note)},
    };
}

}  // namespace tenure::billing
