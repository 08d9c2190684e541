#include "selling_http/billing_client.hpp"

#include <nlohmann/json.hpp>

#include "json/writer.hpp"
#include "selling_http/billing_documents.hpp"

namespace tenure::selling {

namespace {

using nlohmann::json;

json product_json(const Product& product) {
    json prices = json::object();
    for (const auto& [cycle, price] : product.prices)
        prices[std::string(name_of(cycle))] = tenure::json::write(price);
    return {{"product", product.code}, {"prices", prices}, {"names", product.names}};
}

json operation_json(const Operation& operation) {
    json body = {{"action", std::string(name_of(operation.action))}, {"item", operation.item}};
    if (operation.action == Action::charge)
        body.update({{"product", operation.product->code},
                     {"price", tenure::json::write(operation.product->prices.begin()->second)},
                     {"names", operation.product->names}});
    else if (operation.product)
        body.update(product_json(*operation.product));
    if (operation.quantity != 0) body["quantity"] = operation.quantity;
    if (operation.limited_by) body["limited_by"] = *operation.limited_by;
    if (operation.minimum) body["minimum"] = *operation.minimum;
    return body;
}

json start_json(const StartTerms& start) {
    json body = {{"cycle", std::string(name_of(start.cycle))}, {"time_zone", start.time_zone}};
    if (start.trial_days) body["trial_days"] = *start.trial_days;
    return body;
}

std::string effective_of(const Purchase& purchase) {
    switch (purchase.when) {
        case When::at_renewal:
            return "at_renewal";
        case When::at:
            return to_string(purchase.at.value());
        case When::immediately:
            break;
    }
    return "immediately";
}

json body_of(const std::string& seller, const Purchase& purchase) {
    json body = {{"seller", seller}, {"kind", std::string(name_of(purchase.kind))}};
    if (purchase.start) body["start"] = start_json(*purchase.start);
    if (purchase.kind == PurchaseKind::change) body["effective"] = effective_of(purchase);
    if (purchase.window) body["window"] = true;
    if (purchase.kind == PurchaseKind::end) return body;
    body["operations"] = json::array();
    for (const Operation& operation : purchase.operations)
        body["operations"].push_back(operation_json(operation));
    return body;
}

class BillingClient final : public Billing {
  public:
    BillingClient(http::Client& client, std::string seller)
        : client_(client), seller_(std::move(seller)) {}

    Result<std::string> quote(const Caller& caller, const Purchase& purchase) override {
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::post, "/internal/v1/quotes",
                                       tenure::json::dump(body_of(seller_, purchase))));
        if (answer.status != 201) return http::error_of(answer);
        return answer.body;
    }

    Result<OrderOutcome> order(const Caller& caller, const ChangeId& id,
                               const std::optional<std::string>& quote_id,
                               const Purchase& purchase) override {
        json body = body_of(seller_, purchase);
        body["order_id"] = id.str();
        if (quote_id) body["quote_id"] = *quote_id;
        return outcome_of(client_.send(caller, http::Method::post, "/internal/v1/orders",
                                       tenure::json::dump(body)));
    }

    Result<OrderOutcome> find(const Caller& caller, const ChangeId& id) override {
        return outcome_of(client_.send(caller, http::Method::get, path_of(id)));
    }

    Result<OrderOutcome> undo(const Caller& caller, const ChangeId& id) override {
        return outcome_of(client_.send(caller, http::Method::delete_, path_of(id)));
    }

  private:
    static std::string path_of(const ChangeId& id) { return "/internal/v1/orders/" + id.str(); }

    static Result<OrderOutcome> outcome_of(const Result<http::ClientResponse>& answer) {
        if (!answer.ok()) return answer.error();
        if (answer->status != 200 && answer->status != 201) return http::error_of(*answer);
        return parse_order(answer->body);
    }

    http::Client& client_;
    std::string seller_;
};

}  // namespace

std::string purchase_text(const std::string& seller, const Purchase& purchase) {
    return tenure::json::dump(body_of(seller, purchase));
}

std::unique_ptr<Billing> make_billing_client(http::Client& client, std::string seller) {
    return std::make_unique<BillingClient>(client, std::move(seller));
}

}  // namespace tenure::selling
