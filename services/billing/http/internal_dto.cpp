#include "billing/http/internal_dto.hpp"

#include <nlohmann/json.hpp>

#include "billing/http/dto.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

namespace {

using json::Object;
using json::Reader;

constexpr std::int64_t max_quantity = 1'000'000;
constexpr std::size_t max_operations = 50;
constexpr std::int64_t max_trial_days = 365;
/// What sellers order; the cycle is billing's own.
constexpr EnumNames<PurchaseKind, 3> sold_kinds{
    {{"start", PurchaseKind::start}, {"change", PurchaseKind::change}, {"end", PurchaseKind::end}}};
constexpr std::pair<std::string_view, Cycle> cycles[] = {{"quarterly", Cycle::quarterly},
                                                         {"annual", Cycle::annual}};

Names names_in(Reader reader) {
    Names names;
    for (const char* language : {"fr", "nl", "en", "de"})
        names.emplace(language, reader.string(language, {1, 200}));
    return names;
}

Operation operation_in(Reader& reader) {
    Operation operation;
    operation.action = reader.enumeration<Action>("action", action_names);
    operation.item = reader.string("item", {1, 60});
    if (names_quantity(operation.action))
        operation.quantity = reader.integer("quantity", 1, max_quantity);
    if (operation.action == Action::charge) {
        operation.product = reader.string("product", {1, 60});
        const Money price = reader.money("price");
        operation.prices = {price, price};
        operation.names = names_in(reader.object("names"));
    } else if (names_product(operation.action)) {
        operation.product = reader.string("product", {1, 60});
        Reader prices = reader.object("prices");
        operation.prices = {prices.money("quarterly"), prices.money("annual")};
        operation.names = names_in(reader.object("names"));
    }
    if (operation.action == Action::add) {
        operation.limited_by = reader.optional_string("limited_by", {1, 60});
        operation.minimum = reader.optional_integer("minimum", 0, max_quantity);
    }
    return operation;
}

/// `immediately`, `at_renewal`, or an instant.
void read_effect(Reader& body, Purchase& purchase) {
    const std::string text = body.string("effective", {1, 40});
    if (text.empty()) return;
    if (text == name_in(effect_names, Effect::at_renewal)) {
        purchase.effect = Effect::at_renewal;
    } else if (text != name_in(effect_names, Effect::immediately)) {
        purchase.effect = Effect::deferred;
        const Result<Timestamp> instant = parse_timestamp(text);
        if (instant.ok())
            purchase.execute_at = *instant;
        else
            body.reject("effective", "unknown_value", "immediately, at_renewal or an instant");
    }
}

Start start_in(Reader& reader) {
    Start start;
    start.cycle = reader.enumeration<Cycle>("cycle", cycles);
    start.time_zone = reader.string("time_zone", {1, 64});
    if (const auto days = reader.optional_integer("trial_days", 1, max_trial_days))
        start.trial_days = static_cast<int>(*days);
    return start;
}

Purchase purchase_in(Reader& body) {
    Purchase purchase;
    purchase.seller = body.string("seller", {1, 40});
    purchase.kind = body.enumeration<PurchaseKind>("kind", sold_kinds);
    if (auto start = body.optional_object("start")) purchase.start = start_in(*start);
    if (purchase.kind == PurchaseKind::change) {
        read_effect(body, purchase);
        purchase.window = body.optional_boolean("window").value_or(false);
    }
    if (purchase.kind == PurchaseKind::end) {
        purchase.effect = Effect::at_renewal;
    } else {
        for (Reader& operation : body.objects("operations", 1, max_operations))
            purchase.operations.push_back(operation_in(operation));
    }
    return purchase;
}

/// An identifier, or nothing and a recorded error.
template <class Identifier>
Identifier id_in(Reader& body, std::string_view key, const std::string& text) {
    const Result<Identifier> id = Identifier::parse(text);
    if (id.ok()) return *id;
    if (!text.empty()) body.reject(key, id.error().code, id.error().detail);
    return {};
}

Object write(const Operation& operation) {
    Object object = {{"action", name_in(action_names, operation.action)}, {"item", operation.item}};
    if (names_product(operation.action)) object["product"] = operation.product;
    if (names_quantity(operation.action)) object["quantity"] = operation.quantity;
    if (operation.action == Action::charge)
        object["price"] = json::write(operation.prices.quarterly);
    else if (names_product(operation.action))
        object["prices"] = {{"quarterly", json::write(operation.prices.quarterly)},
                            {"annual", json::write(operation.prices.annual)}};
    if (operation.limited_by) object["limited_by"] = *operation.limited_by;
    return object;
}

Object write(const Term& term) {
    return {{"number", term.number},
            {"cycle", name_of(term.cycle)},
            {"anchor_day", term.anchor_day},
            {"starts_on", json::write(term.starts_on)},
            {"renews_on", json::write(term.renews_on)}};
}

Object write(const Order& order) {
    const bool declined = order.status == OrderStatus::declined;
    Object object = {{"id", order.id.str()},
                     {"seller", order.purchase.seller},
                     {"kind", name_in(purchase_kind_names, order.purchase.kind)},
                     {"status", name_in(order_status_names, order.status)},
                     {"effective_at", json::write(order.effective_at)},
                     {"quote", quote_json(order.quote, order.priced)},
                     {"invoice_id", nullptr},
                     {"invoice_number", text_or_null(order.invoice_number)},
                     {"paid", order.invoice_status == InvoiceStatus::paid},
                     {"payment_id", nullptr},
                     {"decline", nullptr},
                     {"term", nullptr},
                     {"time_zone", order.time_zone},
                     {"items", Object::array()}};
    if (order.invoice_id) object["invoice_id"] = order.invoice_id->str();
    if (declined) object["effective_at"] = object["invoice_id"] = nullptr;
    if (order.invoice_id && !order.priced.total.is_zero())
        object["payment_id"] = payment_id(order.id).str();
    if (!order.action_url.empty()) object["action_url"] = order.action_url;
    if (order.decline)
        object["decline"] = {{"code", order.decline->code}, {"detail", order.decline->detail}};
    if (order.term) object["term"] = write(*order.term);
    for (const Operation& operation : order.purchase.operations)
        object["items"].push_back(write(operation));
    return object;
}

class JsonEventWriter final : public EventWriter {
  public:
    std::string order(const Order& order) override {
        return json::dump(Object{{"order", write(order)}});
    }
    std::string cycle_change(const Order& order) override {
        const Cycle cycle = order.purchase.cycle.value();
        return json::dump(Object{{"change",
                                  {{"id", order.id.str()},
                                   {"cycle", name_of(cycle)},
                                   {"effective_at", json::write(order.effective_at)}}}});
    }
    std::string invoice(const Invoice& invoice) override {
        return json::dump(Object{{"invoice_id", invoice.id.str()},
                                 {"number", text_or_null(invoice.number)},
                                 {"total", json::write(invoice.content.total)}});
    }
    std::string vat_number(const Details& details,
                           const std::optional<std::string>& consultation) override {
        return json::dump(
            Object{{"vat_number", text_or_null(details.vat_number)},
                   {"status", name_in(vat_number_status_names, details.vat_number_status)},
                   {"consultation", text_or_null(consultation)}});
    }
    std::string credit_note(const CreditNote& note) override {
        return json::dump(Object{{"credit_note_id", note.id.str()},
                                 {"number", note.number},
                                 {"invoice_id", note.invoice_id.str()},
                                 {"total", json::write(note.content.total)}});
    }
    std::string term(const Term& term, const std::string& time_zone) override {
        return json::dump(
            Object{{"term", write(term)}, {"time_zone", time_zone}, {"trial", term.is_trial()}});
    }
};

}  // namespace

json::Object quote_json(const Quote& quote, const Priced& priced) {
    Object object = {{"id", quote.id.str()},
                     {"expires_at", json::write(quote.expires_at)},
                     {"effective_at", json::write(quote.effective_at)}};
    write_priced(object, priced);
    object["due_now"] = json::write(quote.total);
    object["next_invoice"] = nullptr;
    if (quote.next)
        object["next_invoice"] = {{"date", json::write(quote.next->date)},
                                  {"subtotal", json::write(quote.next->subtotal)},
                                  {"total", json::write(quote.next->total)}};
    return object;
}

Result<Purchase> parse_purchase(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    Purchase purchase = purchase_in(body);
    TENURE_TRY(body.finish());
    return purchase;
}

Result<OrderCommand> parse_order(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    OrderCommand command;
    command.caller = request.caller;
    command.purchase = purchase_in(body);
    command.id = id_in<ChangeId>(body, "order_id", body.string("order_id", {1, 64}));
    if (const auto quote = body.optional_string("quote_id", {1, 64}))
        command.quote = id_in<QuoteId>(body, "quote_id", *quote);
    TENURE_TRY(body.finish());
    return command;
}

Result<ChangeId> parse_order_id(const http::Request& request) {
    const auto id = ChangeId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "order_not_found", "the account has no such order"};
}

std::string to_json(const QuotedPrice& quoted) {
    return json::dump(quote_json(quoted.quote, quoted.priced));
}

std::string to_json(const Order& order) {
    return json::dump(write(order));
}

std::unique_ptr<EventWriter> make_event_writer() {
    return std::make_unique<JsonEventWriter>();
}

}  // namespace tenure::billing
