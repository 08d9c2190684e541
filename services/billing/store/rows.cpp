#include "billing/store/rows.hpp"

#include "pg/fields.hpp"

namespace tenure::billing {

namespace {

using pg::date_of;
using pg::instant_of;
using pg::optional_text;

std::string text(const pqxx::field& field) {
    return field.as<std::string>();
}
std::int64_t number(const pqxx::field& field) {
    return field.as<std::int64_t>();
}
Currency currency_of(const pqxx::field& field) {
    return Currency::parse(text(field)).value();
}
Names names_of(const pqxx::row& row) {
    return {{"fr", text(row["name_fr"])},
            {"nl", text(row["name_nl"])},
            {"en", text(row["name_en"])},
            {"de", text(row["name_de"])}};
}

}  // namespace

std::string joined(const std::vector<std::string>& lines) {
    std::string block;
    for (const std::string& line : lines) block += (block.empty() ? "" : "\n") + line;
    return block;
}

std::vector<std::string> lines_of(const std::string& block) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    while (begin < block.size()) {
        const std::size_t end = std::min(block.find('\n', begin), block.size());
        lines.push_back(block.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::optional<Term> term_of(const pqxx::row& row) {
    if (row["number"].is_null()) return std::nullopt;
    return Term{number(row["number"]), parse_cycle(text(row["cycle"])).value(),
                row["anchor_day"].as<unsigned>(), date_of(row["starts_on"]),
                date_of(row["renews_on"])};
}

Details details_of(const pqxx::row& row) {
    Details details;
    details.version = number(row["version"]);
    details.company_name = text(row["company_name"]);
    details.address = {text(row["line1"]), optional_text(row["line2"]), text(row["postal_code"]),
                       text(row["city"]), text(row["country"])};
    details.vat_number = optional_text(row["vat_number"]);
    details.vat_number_status = value_in(vat_number_status_names, text(row["vat_number_status"]));
    details.email = text(row["email"]);
    details.language = text(row["language"]);
    details.purchase_order = optional_text(row["purchase_order"]);
    return details;
}

ItemChange item_of(const pqxx::row& row) {
    ItemChange change;
    Operation& operation = change.operation;
    operation.item = text(row["item"]);
    operation.action = value_in(action_names, text(row["action"]));
    operation.quantity = number(row["quantity"]);
    if (names_product(operation.action)) {
        const Currency currency = currency_of(row["currency"]);
        operation.product = text(row["product"]);
        operation.prices = {Money(number(row["price_quarterly"]), currency),
                            Money(number(row["price_annual"]), currency)};
        operation.names = names_of(row);
    }
    operation.limited_by = optional_text(row["limited_by"]);
    if (!row["minimum"].is_null()) operation.minimum = number(row["minimum"]);
    change.effective_at = instant_of(row["effective_us"]);
    change.order = ChangeId(text(row["order_id"]));
    change.position = row["position"].as<int>();
    return change;
}

ScheduledOrder scheduled_of(const pqxx::row& row) {
    ScheduledOrder order;
    order.id = ChangeId(text(row["id"]));
    order.kind = value_in(purchase_kind_names, text(row["kind"]));
    if (!row["cycle"].is_null()) order.cycle = parse_cycle(text(row["cycle"]));
    order.effective_at = instant_of(row["effective_us"]);
    return order;
}

Quote quote_of(const pqxx::row& row) {
    const Currency currency = currency_of(row["quote_currency"]);
    Quote quote;
    quote.id = QuoteId(text(row["quote_id"]));
    quote.purchase = text(row["purchase"]);
    quote.account_version = number(row["account_version"]);
    quote.total = Money(number(row["quote_total"]), currency);
    if (!row["next_date"].is_null())
        quote.next =
            NextTotal{date_of(row["next_date"]), Money(number(row["next_subtotal"]), currency),
                      Money(number(row["next_total"]), currency)};
    quote.created_at = instant_of(row["created_us"]);
    quote.expires_at = instant_of(row["expires_us"]);
    quote.effective_at = instant_of(row["quote_effective_us"]);
    if (!row["used_by"].is_null()) quote.used_by = ChangeId(text(row["used_by"]));
    return quote;
}

namespace {

Purchase purchase_of(const pqxx::row& row) {
    Purchase purchase;
    purchase.seller = text(row["seller"]);
    purchase.kind = value_in(purchase_kind_names, text(row["kind"]));
    purchase.effect = value_in(effect_names, text(row["effect"]));
    purchase.window = row["change_window"].as<bool>();
    if (!row["execute_us"].is_null()) purchase.execute_at = instant_of(row["execute_us"]);
    std::optional<Cycle> cycle;
    if (!row["order_cycle"].is_null()) cycle = parse_cycle(text(row["order_cycle"]));
    if (purchase.kind == PurchaseKind::cycle) purchase.cycle = cycle;
    if (purchase.kind == PurchaseKind::start) {
        purchase.start = Start{cycle.value(), text(row["time_zone"]), std::nullopt};
        if (!row["trial_days"].is_null()) purchase.start->trial_days = row["trial_days"].as<int>();
    }
    return purchase;
}

}  // namespace

Order order_of(const pqxx::row& row) {
    Order order;
    order.id = ChangeId(text(row["id"]));
    order.status = value_in(order_status_names, text(row["status"]));
    order.purchase = purchase_of(row);
    order.time_zone = text(row["time_zone"]);
    order.content = text(row["content"]);
    order.quote = quote_of(row);
    order.priced.subtotal = order.priced.total = Money::zero(order.quote.total.currency());
    order.placed_at = instant_of(row["placed_us"]);
    order.effective_at = instant_of(row["effective_us"]);
    order.term = term_of(row);
    if (!row["invoice_id"].is_null()) {
        const Currency currency = currency_of(row["currency"]);
        order.invoice_id = InvoiceId(text(row["invoice_id"]));
        order.invoice_status = value_in(invoice_status_names, text(row["invoice_status"]));
        order.invoice_number = optional_text(row["invoice_number"]);
        order.priced.subtotal = Money(number(row["subtotal"]), currency);
        order.priced.total = Money(number(row["total"]), currency);
    }
    if (!row["decline_code"].is_null())
        order.decline =
            Decline{text(row["decline_code"]), optional_text(row["decline_detail"]).value_or("")};
    order.attempts = number(row["attempts"]);
    return order;
}

std::optional<Unfinished> unfinished_of(const std::optional<pqxx::row>& found) {
    if (!found) return std::nullopt;
    const pqxx::row& row = *found;
    Caller caller;
    caller.account = AccountId(text(row["account_id"]));
    caller.subject = text(row["subject"]);
    caller.request_id = text(row["request_id"]);
    caller.now = instant_of(row["effective_us"]);
    caller.on_test_clock = row["on_test_clock"].as<bool>();
    return Unfinished{std::move(caller), ChangeId(text(row["id"])), number(row["attempts"])};
}

Invoice invoice_of(const pqxx::row& row) {
    const Currency currency = currency_of(row["currency"]);
    Invoice invoice;
    invoice.id = InvoiceId(text(row["id"]));
    invoice.status = value_in(invoice_status_names, text(row["status"]));
    invoice.number = optional_text(row["number"]);
    if (!row["issued_on"].is_null()) invoice.issued_on = date_of(row["issued_on"]);
    if (!row["paid_us"].is_null()) invoice.paid_at = instant_of(row["paid_us"]);
    invoice.order_id = ChangeId(optional_text(row["order_id"]).value_or(""));
    invoice.content.subtotal = Money(number(row["subtotal"]), currency);
    invoice.content.total = Money(number(row["total"]), currency);
    invoice.legal_mentions = lines_of(text(row["legal_mentions"]));
    invoice.seller = {
        text(row["seller_name"]),
        {text(row["seller_line1"]), optional_text(row["seller_line2"]),
         text(row["seller_postal_code"]), text(row["seller_city"]), text(row["seller_country"])},
        text(row["seller_vat_number"]),
        text(row["seller_trade_register"]),
        optional_text(row["seller_iban"])};
    Details& buyer = invoice.buyer;
    buyer.company_name = text(row["buyer_company_name"]);
    buyer.address = {text(row["buyer_line1"]), optional_text(row["buyer_line2"]),
                     text(row["buyer_postal_code"]), text(row["buyer_city"]),
                     text(row["buyer_country"])};
    buyer.vat_number = optional_text(row["buyer_vat_number"]);
    buyer.vat_number_status =
        value_in(vat_number_status_names, text(row["buyer_vat_number_status"]));
    buyer.email = text(row["buyer_email"]);
    buyer.language = text(row["language"]);
    buyer.purchase_order = optional_text(row["buyer_purchase_order"]);
    invoice.credited = Money(number(row["credited"]), invoice.content.total.currency());
    return invoice;
}

Line line_of(const pqxx::row& row, Currency currency) {
    return {
        value_in(line_kind_names, text(row["kind"])),
        text(row["product"]),
        names_of(row),
        number(row["quantity"]),
        Money(number(row["unit_price"]), currency),
        date_of(row["period_from"]),
        date_of(row["period_until"]),
        {row["months"].as<int>(), row["days"].as<int>(), row["days_in_partial_month"].as<int>()},
        Money(number(row["amount"]), currency)};
}

VatAmount vat_of(const pqxx::row& row, Currency currency) {
    return {{value_in(vat_category_names, text(row["category"])), number(row["rate"])},
            Money(number(row["base"]), currency),
            Money(number(row["amount"]), currency)};
}

}  // namespace tenure::billing
