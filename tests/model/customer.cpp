#include "model/customer.hpp"

#include <fstream>
#include <sstream>

namespace tenure::model {

namespace {

using nlohmann::json;

json card(Method method) {
    constexpr const char* numbers[card_methods] = {"4242424242424242", "4000000000000341",
                                                   "4000000000009995", "4000002760003184"};
    return {{"type", "card"},
            {"card",
             {{"number", numbers[static_cast<int>(method)]},
              {"exp_month", 12},
              {"exp_year", 2039},
              {"cvc", "123"}}},
            {"make_default", true}};
}

json buyer(int which) {
    json details = {{"company_name", "Exemple SA"},
                    {"address",
                     {{"line1", "Rue de la Loi 16"},
                      {"postal_code", "1000"},
                      {"city", "Bruxelles"},
                      {"country", "BE"}}},
                    {"email", "invoices@example.com"},
                    {"language", "fr"}};
    constexpr const char* countries[] = {"BE", "FR", "US"};
    details["address"]["country"] = countries[which];
    return details;
}

std::string amount_of(const json& money) {
    return std::to_string(money.at("amount").get<std::int64_t>());
}

}  // namespace

Catalogue load_catalogue() {
    std::ifstream file(std::string(TENURE_SOURCE_DIR) + "/deploy/catalog/plans.json");
    const json document = json::parse(file);
    Catalogue catalogue;
    const auto price = [](const json& prices) {
        return Price{prices["quarterly"]["amount"], prices["annual"]["amount"]};
    };
    for (const json& plan : document["plans"]) {
        catalogue.plans.push_back(plan["code"]);
        catalogue.prices.push_back(price(plan["prices"]));
        catalogue.features.push_back(plan["features"]);
    }
    return catalogue;
}

Customer::Customer(House& house, std::string account, Place place, Instant now)
    : house_(house),
      account_(std::move(account)),
      place_(place),
      now_(now),
      catalogue_(load_catalogue()) {}

testkit::Answer Customer::send(const Request& request) {
    const Timestamp instant{std::chrono::microseconds(now_)};
    std::map<std::string, std::string> headers;
    if (request.method == "POST") headers["idempotency-key"] = "k" + std::to_string(++requests_);
    if (request.target == "/v1/billing/details" && !details_etag_.empty())
        headers["if-match"] = details_etag_;
    return request.service->call(testkit::caller(account_, Role::owner, instant), request.method,
                                 request.target, request.body, headers);
}

testkit::Answer Customer::get(Running& service, const std::string& target) {
    return send({&service, "GET", target, {}});
}

std::string Customer::perform(const Operation& operation, Instant now) {
    if (moves_clock(operation.verb)) {
        now_ = now;
        return move_clock();
    }
    if (operation.verb == Verb::pay_with) return change_default(static_cast<Method>(operation.a));
    return judge(operation, send(request_for(operation)));
}

std::string Customer::move_clock() {
    return "ok";
}

/// A method that the account has already becomes the default again.
std::string Customer::change_default(Method method) {
    const std::string path = "/v1/payment-methods";
    const auto known = methods_.find(method);
    const auto answer = known == methods_.end()
                            ? send({&house_.payment_method, "POST", path, card(method)})
                            : send({&house_.payment_method,
                                    "PUT",
                                    path + "/default",
                                    {{"payment_method_id", known->second}}});
    const std::string said = judge({Verb::pay_with}, answer);
    if (said == "ok" && known == methods_.end()) methods_[method] = answer.json()["id"];
    return said;
}

Customer::Request Customer::request_for(const Operation& operation) const {
    const auto which = static_cast<std::size_t>(operation.a);
    switch (operation.verb) {
        case Verb::start:
        case Verb::start_trial: {
            json body = {{"plan", catalogue_.plans[which]},
                         {"users", operation.b},
                         {"cycle", operation.c == 0 ? "quarterly" : "annual"},
                         {"time_zone", name_of(place_)}};
            if (operation.verb == Verb::start_trial) body["trial"] = true;
            return {&house_.subscription, "POST", "/v1/subscription", body};
        }
        case Verb::details:
            return {&house_.billing, "PUT", "/v1/billing/details", buyer(operation.a)};
        default:
            return purchase_request(operation);
    }
}

Customer::Request Customer::purchase_request(const Operation& operation) const {
    Request request{&house_.subscription, "POST", "/v1/subscription/changes", {}};
    switch (operation.verb) {
        case Verb::add_users:
            request.body = {{"type", "add_users"}, {"users", operation.a}};
            break;
        default:
            break;
    }
    if (operation.mode == Mode::preview) request.target += "/preview";
    if (operation.mode == Mode::quoted && !quote_id_.empty()) request.body["quote_id"] = quote_id_;
    return request;
}

std::string Customer::judge(const Operation& operation, const testkit::Answer& answer) {
    if (answer.status >= 400 && answer.status < 500 && !answer.code().empty()) return answer.code();
    if (answer.status < 200 || answer.status > 201)
        return std::to_string(answer.status) + " " + answer.body;
    const json body = answer.json();
    if (operation.verb == Verb::details) details_etag_ = answer.headers.find("ETag")->second;
    if (operation.mode == Mode::preview) quote_id_ = body["id"];
    return "ok";
}

View Customer::view() {
    View view;
    view_subscription(view);
    view_invoices(view);
    return view;
}

void Customer::view_subscription(View& view) {
    const auto answer = get(house_.subscription, "/v1/subscription");
    if (answer.code() == "subscription_missing") {
        view["status"] = "none";
        return;
    }
    const json body = answer.json();
    view["status"] = body["status"];
    view["plan"] = body["plan"];
    view["users"] = std::to_string(body["users"].get<std::int64_t>());
    view["cycle"] = body["cycle"];
    const json& term = body["term"];
    view["term"] = std::to_string(term["number"].get<std::int64_t>()) + " " +
                   term["starts_on"].get<std::string>() + " " +
                   term["renews_on"].get<std::string>();
    view["window"] = body["change_window_open"].get<bool>() ? "open" : "closed";
    const json next = get(house_.billing, "/v1/billing/next-invoice").json();
    view["next invoice"] = next["date"].get<std::string>() + " " + amount_of(next["subtotal"]) +
                           " " + amount_of(next["total"]);
}

void Customer::view_invoices(View& view) {
    const json list = get(house_.billing, "/v1/billing/invoices?limit=100").json()["data"];
    std::string text;
    for (auto invoice = list.rbegin(); invoice != list.rend(); ++invoice)
        text += (*invoice)["status"].get<std::string>() + " " + amount_of((*invoice)["subtotal"]) +
                " " + amount_of((*invoice)["total"]) + ", ";
    view["invoices"] = text;
    view["collected"] =
        house_.payment_method
            .query(
                "select coalesce(sum(amount), 0) from sandbox.charge where status = 'succeeded' "
                "and account_id = '" +
                account_ + "'")
            .at(0);
}

}  // namespace tenure::model
