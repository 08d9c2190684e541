#include "billing/http/invoice_dto.hpp"

#include <nlohmann/json.hpp>

#include "billing/http/dto.hpp"
#include "json/reader.hpp"

namespace tenure::billing {

namespace {

using json::Object;
using json::Reader;

constexpr std::size_t most_lines = 100;
constexpr std::int64_t last_line = 1'000'000;
constexpr std::size_t longest_reason = 500;

constexpr std::pair<std::string_view, InvoiceStatus> issued_statuses[] = {
    {"open", InvoiceStatus::open},
    {"paid", InvoiceStatus::paid},
    {"void", InvoiceStatus::void_},
    {"uncollectible", InvoiceStatus::uncollectible}};

/// A body that may be missing altogether.
Result<Reader> body_of(const http::Request& request) {
    return Reader::parse(request.body.empty() ? std::string_view("{}")
                                              : std::string_view(request.body));
}

std::optional<Money> amount_in(Reader& reader) {
    if (!reader.has("amount")) return std::nullopt;
    const Money amount = reader.money("amount");
    if (amount.is_negative()) reader.reject("amount", "out_of_range", "must be above 0");
    return amount;
}

LineToCredit line_in(Reader& reader) {
    LineToCredit line;
    line.line = reader.integer("line", 1, last_line);
    line.amount = amount_in(reader);
    if (line.amount && line.amount->is_zero())
        reader.reject("amount", "out_of_range", "must be above 0");
    return line;
}

std::string reason_in(Reader& reader) {
    std::string reason = reader.string("reason", {1, longest_reason});
    if (!reason.empty() && reason.find_first_not_of(' ') == std::string::npos)
        reader.reject("reason", "blank", "must not be blank");
    return reason;
}

Object refund_json(const std::optional<CreditRefund>& refund) {
    if (!refund) return nullptr;
    const char* status = "pending";
    if (refund->status == RefundStatus::succeeded) status = "succeeded";
    if (refund->status == RefundStatus::failed) status = "failed";
    const bool failed = !refund->failure_code.empty();
    return {{"status", status},
            {"failure_code", failed ? Object(refund->failure_code) : Object(nullptr)}};
}

Object write_summary(const CreditNote& note) {
    return {{"id", note.id.str()},
            {"number", note.number},
            {"invoice_id", note.invoice_id.str()},
            {"invoice_number", note.invoice_number},
            {"invoice_issued_on", json::write(note.invoice_issued_on)},
            {"issued_on", json::write(note.issued_on)},
            {"reason", note.reason},
            {"refund", refund_json(note.refund)}};
}

Object write_lines(const CreditNoteView& view) {
    Object lines = Object::array();
    for (const CreditedLine& credited : view.note.content.lines) {
        const Line& line =
            view.invoice.content.lines.at(static_cast<std::size_t>(credited.line - 1));
        lines.push_back({{"line", credited.line},
                         {"product", line.product},
                         {"description", line.description},
                         {"amount", json::write(credited.amount)}});
    }
    return lines;
}

}  // namespace

Result<InvoiceId> parse_invoice_id(const http::Request& request) {
    const auto id = InvoiceId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "invoice_not_found", "the account has no such invoice"};
}

Result<CreditNoteId> parse_credit_note_id(const http::Request& request) {
    const auto id = CreditNoteId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "credit_note_not_found",
                 "the account has no such credit note"};
}

Result<std::optional<InvoiceStatus>> parse_status_filter(const http::Request& request) {
    const std::optional<std::string> text = request.query_parameter("status");
    if (!text) return std::optional<InvoiceStatus>();
    for (const auto& [name, status] : issued_statuses)
        if (name == *text) return std::optional(status);
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "some query parameters are not valid",
                 {{"/status", "unknown_value", "one of open, paid, void, uncollectible"}}};
}

Result<CreditRequest> parse_credit(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    CreditRequest credit;
    credit.amount = amount_in(body);
    if (credit.amount && credit.amount->is_zero())
        body.reject("amount", "out_of_range", "must be above 0");
    if (body.has("lines")) {
        for (Reader& line : body.objects("lines", 1, most_lines))
            credit.lines.push_back(line_in(line));
        if (body.has("amount"))
            body.reject("lines", "not_allowed", "either an amount or lines, not both");
    }
    credit.reason = reason_in(body);
    TENURE_TRY(body.finish());
    return credit;
}

Result<CreditOnce> parse_credit_once(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    const CreditOnce credit{InvoiceId(body.string("invoice_id", {1, 64})), reason_in(body)};
    TENURE_TRY(body.finish());
    return credit;
}

Result<std::string> parse_void(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, body_of(request));
    std::string reason = "The invoice is cancelled";
    if (body.has("reason")) reason = reason_in(body);
    TENURE_TRY(body.finish());
    return reason;
}

Status parse_nothing(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, body_of(request));
    return body.finish();
}

std::string to_json(const CreditNoteView& view) {
    const CreditContent& content = view.note.content;
    Object object = write_summary(view.note);
    write_parties(object, view.invoice);
    object["currency"] = content.total.currency().code();
    object["lines"] = write_lines(view);
    object["subtotal"] = json::write(content.subtotal);
    object["vat"] = Object::array();
    for (const VatAmount& vat : content.vat) object["vat"].push_back(write(vat));
    object["total"] = json::write(content.total);
    object["legal_mentions"] = view.note.legal_mentions;
    return json::dump(object);
}

std::string to_json(const CreditNotePage& page) {
    Object data = Object::array();
    for (const CreditNote& note : page.credit_notes) {
        Object object = write_summary(note);
        object["subtotal"] = json::write(note.content.subtotal);
        object["total"] = json::write(note.content.total);
        data.push_back(std::move(object));
    }
    return json::dump(Object{{"data", data}, {"next_cursor", text_or_null(page.next_cursor)}});
}

}  // namespace tenure::billing
