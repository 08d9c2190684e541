#include "billing/http/dto.hpp"

#include <nlohmann/json.hpp>

#include "billing/http/invoice_dto.hpp"
#include "json/reader.hpp"

namespace tenure::billing {

namespace {

using json::Object;
using json::Reader;

enum class Language { fr, nl, en, de };
constexpr std::pair<std::string_view, Language> languages[] = {
    {"fr", Language::fr}, {"nl", Language::nl}, {"en", Language::en}, {"de", Language::de}};

/// A text that says something: not only spaces.
std::string filled(Reader& reader, std::string_view key, json::Length length) {
    std::string text = reader.string(key, length);
    if (!text.empty() && text.find_first_not_of(' ') == std::string::npos)
        reader.reject(key, "blank", "must not be blank");
    return text;
}

Address address_in(Reader reader) {
    Address address;
    address.line1 = filled(reader, "line1", {1, 200});
    address.line2 = reader.optional_string("line2", {1, 200});
    address.postal_code = filled(reader, "postal_code", {1, 20});
    address.city = filled(reader, "city", {1, 100});
    address.country = reader.string("country", {2, 2});
    if (address.country.size() == 2 && !is_country(address.country))
        reader.reject("country", "unknown_country", "not an ISO 3166-1 alpha-2 code");
    return address;
}

/// The canonical number, of the address's country.
std::optional<std::string> vat_number_in(Reader& reader, const std::string& country) {
    const auto text = reader.optional_string("vat_number", {1, 30});
    if (!text || text->empty()) return std::nullopt;
    const Result<VatNumber> number = VatNumber::parse(*text);
    if (!number.ok()) {
        reader.reject("vat_number", number.error().code, number.error().detail);
        return std::nullopt;
    }
    if (is_country(country) && !vat_number_fits(*number, country))
        reader.reject("vat_number", "vat_number_country",
                      "the number is not of the address's country");
    return number->str();
}

Object write(const Address& address) {
    return {{"line1", address.line1},
            {"line2", text_or_null(address.line2)},
            {"postal_code", address.postal_code},
            {"city", address.city},
            {"country", address.country}};
}

Object write(const Line& line) {
    return {{"kind", name_in(line_kind_names, line.kind)},
            {"product", line.product},
            {"description", line.description},
            {"quantity", line.quantity},
            {"unit_price", json::write(line.unit_price)},
            {"period", {{"from", json::write(line.from)}, {"until", json::write(line.until)}}},
            {"months", line.period.months},
            {"days", line.period.days},
            {"days_in_partial_month", line.period.days_in_partial_month},
            {"amount", json::write(line.amount)}};
}

Object write(const Seller& seller) {
    return {{"name", seller.name},
            {"address", write(seller.address)},
            {"vat_number", seller.vat_number},
            {"trade_register", seller.trade_register},
            {"iban", text_or_null(seller.iban)}};
}

Object write_buyer(const Details& buyer) {
    return {{"company_name", buyer.company_name},
            {"address", write(buyer.address)},
            {"vat_number", text_or_null(buyer.vat_number)},
            {"email", buyer.email},
            {"purchase_order", text_or_null(buyer.purchase_order)}};
}

/// What a list shows of an invoice; the whole document begins with it.
Object write_summary(const Invoice& invoice) {
    Object object = {{"id", invoice.id.str()},
                     {"number", text_or_null(invoice.number)},
                     {"status", name_in(invoice_status_names, invoice.status)},
                     {"issued_on", nullptr},
                     {"paid_at", nullptr},
                     {"order_id", nullptr}};
    if (invoice.issued_on) object["issued_on"] = json::write(*invoice.issued_on);
    if (invoice.paid_at) object["paid_at"] = json::write(*invoice.paid_at);
    if (!invoice.order_id.empty()) object["order_id"] = invoice.order_id.str();
    return object;
}

Object write_scheduled(const ChangeId& id, std::string_view kind, Timestamp effective_at) {
    return {{"id", id.str()},
            {"kind", kind},
            {"effective_at", json::write(effective_at)},
            {"cycle", nullptr},
            {"operations", Object::array()}};
}

Object write_scheduled(const Operation& operation) {
    Object object = {{"action", name_in(action_names, operation.action)},
                     {"item", operation.item},
                     {"product", nullptr},
                     {"quantity", nullptr}};
    if (names_product(operation.action)) object["product"] = operation.product;
    if (names_quantity(operation.action)) object["quantity"] = operation.quantity;
    return object;
}

/// One entry for each order.
Object write_scheduled(const NextInvoiceView& next) {
    Object list = Object::array();
    for (const ItemChange& change : next.changes) {
        if (list.empty() || list.back()["id"] != change.order.str())
            list.push_back(write_scheduled(change.order, "change", change.effective_at));
        list.back()["operations"].push_back(write_scheduled(change.operation));
    }
    if (next.cycle) {
        list.push_back(write_scheduled(next.cycle->id, "cycle", next.cycle->effective_at));
        list.back()["cycle"] = name_of(next.cycle->cycle.value());
    }
    return list;
}

class JsonAuditWriter final : public AuditWriter {
  public:
    std::string details(const Details& details) const override { return to_json(details); }
    std::string invoice(const Invoice& invoice) const override { return to_json(invoice); }
    std::string credit_note(const CreditNoteView& view) const override { return to_json(view); }
};

}  // namespace

Object write(const VatAmount& vat) {
    return {{"rate", rate_text(vat.treatment.rate)},
            {"category", name_in(vat_category_names, vat.treatment.category)},
            {"base", json::write(vat.base)},
            {"amount", json::write(vat.amount)}};
}

void write_parties(Object& object, const Invoice& invoice) {
    object["seller"] = write(invoice.seller);
    object["buyer"] = write_buyer(invoice.buyer);
    object["language"] = invoice.buyer.language;
}

std::unique_ptr<AuditWriter> make_audit_writer() {
    return std::make_unique<JsonAuditWriter>();
}

Object instant_or_null(const std::optional<Timestamp>& instant) {
    return instant ? json::write(*instant) : Object(nullptr);
}

Object text_or_null(const std::optional<std::string>& text) {
    return text ? Object(*text) : Object(nullptr);
}

void write_priced(Object& object, const Priced& priced) {
    object["currency"] = priced.total.currency().code();
    object["lines"] = Object::array();
    for (const Line& line : priced.lines) object["lines"].push_back(write(line));
    object["subtotal"] = json::write(priced.subtotal);
    object["vat"] = Object::array();
    for (const VatAmount& vat : priced.vat) object["vat"].push_back(write(vat));
    object["total"] = json::write(priced.total);
}

Result<Details> parse_details(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    Details details;
    details.company_name = filled(body, "company_name", {1, 200});
    details.address = address_in(body.object("address"));
    details.vat_number = vat_number_in(body, details.address.country);
    details.email = body.string("email", {1, 254});
    if (!details.email.empty() && !is_email(details.email))
        body.reject("email", "invalid_email", "not an e-mail address");
    const auto language = body.enumeration<Language>("language", languages);
    details.language = languages[static_cast<std::size_t>(language)].first;
    details.purchase_order = body.optional_string("purchase_order", {1, 100});
    TENURE_TRY(body.finish());
    return details;
}

Precondition precondition_of(const http::Request& request) {
    return [&request](std::optional<std::int64_t> version) -> Status {
        if (version) return http::require_match(request, http::etag_of(*version));
        if (!request.header("if-match")) return done;
        return Error{ErrorKind::precondition_failed, "if_match_failed",
                     "there are no billing details yet: send them without If-Match"};
    };
}

std::string to_json(const Details& details) {
    return json::dump(
        Object{{"company_name", details.company_name},
               {"address", write(details.address)},
               {"vat_number", text_or_null(details.vat_number)},
               {"vat_number_status", name_in(vat_number_status_names, details.vat_number_status)},
               {"vat_number_checked_at", instant_or_null(details.vat_number_checked_at)},
               {"vat_number_consultation", text_or_null(details.vat_number_consultation)},
               {"email", details.email},
               {"language", details.language},
               {"purchase_order", text_or_null(details.purchase_order)}});
}

std::string to_json(const NextInvoiceView& next) {
    const Term& term = next.invoice.term;
    Object object = {
        {"date", json::write(term.starts_on)},
        {"cycle", name_of(term.cycle)},
        {"period",
         {{"from", json::write(term.starts_on)}, {"until", json::write(term.renews_on)}}}};
    write_priced(object, next.invoice.content);
    object["scheduled_changes"] = write_scheduled(next);
    object["time_zone"] = next.time_zone;
    return json::dump(object);
}

std::string to_json(const Invoice& invoice) {
    Object object = write_summary(invoice);
    write_parties(object, invoice);
    write_priced(object, invoice.content);
    object["credited"] = json::write(invoice.credited);
    object["amount_due"] = json::write(amount_due(invoice));
    object["legal_mentions"] = invoice.legal_mentions;
    return json::dump(object);
}

std::string to_json(const InvoicePage& page) {
    Object data = Object::array();
    for (const Invoice& invoice : page.invoices) {
        Object object = write_summary(invoice);
        object["subtotal"] = json::write(invoice.content.subtotal);
        object["total"] = json::write(invoice.content.total);
        object["credited"] = json::write(invoice.credited);
        object["amount_due"] = json::write(amount_due(invoice));
        data.push_back(std::move(object));
    }
    return json::dump(Object{{"data", data}, {"next_cursor", text_or_null(page.next_cursor)}});
}

}  // namespace tenure::billing
