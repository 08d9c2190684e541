#include "selling_http/billing_documents.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::selling {

namespace {

using nlohmann::json;

Error unexpected(const std::string& what) {
    return {ErrorKind::bad_gateway, "unexpected_answer", "billing answered without " + what};
}

std::optional<std::string> text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

/// A member that is an object; an empty one when there is none.
json object_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_object() ? *found : json::object();
}

Result<Term> term_of(const json& term) {
    const auto cycle = parse_cycle(text_in(term, "cycle").value_or(""));
    if (!cycle || !term.contains("number") || !term["number"].is_number_integer() ||
        !term.contains("anchor_day") || !term["anchor_day"].is_number_unsigned())
        return unexpected("a whole term");
    TENURE_TRY_ASSIGN(const Date starts_on, parse_date(text_in(term, "starts_on").value_or("")));
    TENURE_TRY_ASSIGN(const Date renews_on, parse_date(text_in(term, "renews_on").value_or("")));
    return Term{term["number"].get<std::int64_t>(), *cycle, term["anchor_day"].get<unsigned>(),
                starts_on, renews_on};
}

Result<ChangeStatus> status_of(const json& order) {
    const std::string status = text_in(order, "status").value_or("");
    for (const ChangeStatus known :
         {ChangeStatus::pending, ChangeStatus::scheduled, ChangeStatus::applied,
          ChangeStatus::declined, ChangeStatus::undone})
        if (status == name_of(known)) return known;
    return unexpected("a known status");
}

Result<std::vector<OrderedItem>> items_of(const json& order) {
    std::vector<OrderedItem> items;
    const auto found = order.find("items");
    if (found == order.end() || !found->is_array()) return items;
    for (const json& item : *found) {
        if (!item.is_object()) return unexpected("whole items");
        const auto action = action_of(text_in(item, "action").value_or(""));
        if (!action) return unexpected("a known action");
        const bool counted = item.contains("quantity") && item["quantity"].is_number_integer();
        items.push_back({*action, text_in(item, "item").value_or(""),
                         text_in(item, "product").value_or(""),
                         counted ? item["quantity"].get<std::int64_t>() : 0});
    }
    return items;
}

Result<OrderOutcome> order_of(const json& object) {
    if (!object.is_object()) return unexpected("an order");
    OrderOutcome order;
    TENURE_TRY_ASSIGN(order.status, status_of(object));
    if (const auto at = text_in(object, "effective_at")) {
        TENURE_TRY_ASSIGN(order.effective_at, parse_timestamp(*at));
    }
    const bool accepted =
        order.status == ChangeStatus::applied || order.status == ChangeStatus::scheduled;
    if (accepted && !order.effective_at) return unexpected("effective_at");
    if (object.contains("quote") && object["quote"].is_object())
        order.quote_document = tenure::json::dump(object["quote"]);
    order.invoice_id = text_in(object, "invoice_id");
    order.invoice_number = text_in(object, "invoice_number");
    order.paid = object.value("paid", false);
    if (object.contains("decline") && object["decline"].is_object())
        order.decline = Decline{text_in(object["decline"], "code").value_or("payment_declined"),
                                text_in(object["decline"], "detail").value_or("")};
    if (object.contains("term") && object["term"].is_object()) {
        TENURE_TRY_ASSIGN(order.term, term_of(object["term"]));
    }
    order.time_zone = text_in(object, "time_zone").value_or("");
    TENURE_TRY_ASSIGN(order.items, items_of(object));
    order.action_url = text_in(object, "action_url").value_or("");
    return order;
}

Result<News> order_news(const json& data) {
    const json order = object_in(data, "order");
    TENURE_TRY_ASSIGN(const OrderOutcome outcome, order_of(order));
    return News{OrderNews{ChangeId(text_in(order, "id").value_or("")), outcome}};
}

Result<News> standing_news(Standing standing, const json& data) {
    StandingChanged news{standing, {}};
    if (const auto since = text_in(data, "since")) {
        TENURE_TRY_ASSIGN(news.since, parse_timestamp(*since));
    }
    return News{news};
}

Result<News> ended_news(const json& data) {
    TENURE_TRY_ASSIGN(const Date day, parse_date(text_in(data, "ended_on").value_or("")));
    return News{LicenceEnded{day, text_in(data, "reason").value_or("")}};
}

Result<News> term_news(const json& data) {
    TENURE_TRY_ASSIGN(const Term term, term_of(object_in(data, "term")));
    return News{TermStarted{term, text_in(data, "time_zone").value_or("")}};
}

Result<News> cycle_news(const json& data) {
    const json change = object_in(data, "change");
    const auto cycle = parse_cycle(text_in(change, "cycle").value_or(""));
    if (!cycle) return unexpected("a known cycle");
    TENURE_TRY_ASSIGN(const Timestamp at,
                      parse_timestamp(text_in(change, "effective_at").value_or("")));
    return News{CycleScheduled{{text_in(change, "id").value_or(""), *cycle, at}}};
}

Result<json> event_data(std::string_view text) {
    TENURE_TRY_ASSIGN(json data, tenure::json::parse(text));
    if (!data.is_object()) return unexpected("an event's data");
    return data;
}

Result<News> news_in(std::string_view type, const json& data) {
    if (type.starts_with("order.")) return order_news(data);
    if (type == "term.started") return term_news(data);
    if (type == "account.past_due") return standing_news(Standing::past_due, data);
    if (type == "account.suspended") return standing_news(Standing::suspended, data);
    if (type == "account.restored") return standing_news(Standing::good, data);
    if (type == "account.ended") return ended_news(data);
    if (type == "cycle.change_scheduled") return cycle_news(data);
    if (type == "cycle.change_undone")
        return News{CycleUndone{text_in(object_in(data, "change"), "id").value_or("")}};
    return News{};
}

}  // namespace

Result<OrderOutcome> parse_order(std::string_view text) {
    TENURE_TRY_ASSIGN(const json object, tenure::json::parse(text));
    return order_of(object);
}

Result<News> parse_news(std::string_view type, std::string_view text) {
    TENURE_TRY_ASSIGN(const json data, event_data(text));
    return news_in(type, data);
}

Result<BillingEvent> parse_event(Caller by, const std::string& type, std::string_view text) {
    TENURE_TRY_ASSIGN(const json data, event_data(text));
    BillingEvent event{std::move(by), type, "", {}, "", ""};
    TENURE_TRY_ASSIGN(event.news, news_in(type, data));
    if (type.starts_with("invoice.")) event.invoice = text_in(data, "invoice_id").value_or("");
    return event;
}

}  // namespace tenure::selling
