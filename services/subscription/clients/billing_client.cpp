#include "subscription/clients/billing_client.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::subscription {

namespace {

using nlohmann::json;

Error unexpected(const std::string& what) {
    return {ErrorKind::bad_gateway, "unexpected_answer", "billing answered without " + what};
}

json body_of(const Purchase& purchase) {
    json prices = json::object();
    for (const auto& [cycle, price] : purchase.plan.prices)
        prices[std::string(name_of(cycle))] = tenure::json::write(price);
    json body = {{"seller", "subscription"},
                 {"kind", purchase.change.type == ChangeType::start ? "start" : "change"},
                 {"operations",
                  {{{"action", "add"},
                    {"item", "plan_users"},
                    {"product", "plan." + purchase.plan.code},
                    {"quantity", purchase.change.users},
                    {"prices", prices},
                    {"names", purchase.line_names},
                    {"minimum", 1}}}}};
    if (purchase.change.type != ChangeType::start) body["effective"] = "immediately";
    if (purchase.change.cycle)
        body["start"] = {{"cycle", std::string(name_of(*purchase.change.cycle))},
                         {"time_zone", purchase.change.time_zone}};
    return body;
}

std::optional<std::string> text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
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

Result<Order> order_of(const json& object) {
    if (!object.is_object()) return unexpected("an order");
    Order order;
    const std::string status = text_in(object, "status").value_or("");
    if (status != "pending" && status != "applied" && status != "declined")
        return unexpected("a known status");
    order.status = change_status(status);
    if (const auto at = text_in(object, "effective_at")) {
        TENURE_TRY_ASSIGN(order.effective_at, parse_timestamp(*at));
    }
    if (order.status == ChangeStatus::applied && !order.effective_at)
        return unexpected("effective_at");
    if (object.contains("quote") && object["quote"].is_object())
        order.quote_document = tenure::json::dump(object["quote"]);
    order.invoice_id = text_in(object, "invoice_id");
    order.invoice_number = text_in(object, "invoice_number");
    if (object.contains("decline") && object["decline"].is_object())
        order.decline = Decline{text_in(object["decline"], "code").value_or("payment_declined"),
                                text_in(object["decline"], "detail").value_or("")};
    if (object.contains("term") && object["term"].is_object()) {
        TENURE_TRY_ASSIGN(order.term, term_of(object["term"]));
    }
    order.time_zone = text_in(object, "time_zone").value_or("");
    return order;
}

class BillingClient final : public Billing {
  public:
    explicit BillingClient(http::Client& client) : client_(client) {}

    Result<std::string> quote(const Caller& caller, const Purchase& purchase) override {
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::post, "/internal/v1/quotes",
                                       tenure::json::dump(body_of(purchase))));
        if (answer.status != 201) return http::error_of(answer);
        return answer.body;
    }

    Result<Order> order(const Caller& caller, const Purchase& purchase) override {
        json body = body_of(purchase);
        body["order_id"] = purchase.change.id.str();
        if (purchase.change.quote_id) body["quote_id"] = *purchase.change.quote_id;
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::post, "/internal/v1/orders",
                                       tenure::json::dump(body)));
        if (answer.status != 200 && answer.status != 201) return http::error_of(answer);
        return parse_order(answer.body);
    }

  private:
    http::Client& client_;
};

}  // namespace

Result<Order> parse_order(std::string_view text) {
    TENURE_TRY_ASSIGN(const json object, tenure::json::parse(text));
    return order_of(object);
}

Result<OrderEvent> parse_order_event(std::string_view data) {
    TENURE_TRY_ASSIGN(const json object, tenure::json::parse(data));
    if (!object.is_object() || !object.contains("order")) return unexpected("an order");
    TENURE_TRY_ASSIGN(const Order order, order_of(object["order"]));
    return OrderEvent{ChangeId(text_in(object["order"], "id").value_or("")), order};
}

std::unique_ptr<Billing> make_billing_client(http::Client& client) {
    return std::make_unique<BillingClient>(client);
}

}  // namespace tenure::subscription
