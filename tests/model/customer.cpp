#include "model/customer.hpp"

#include <fstream>

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
              {"exp_year", 2042},
              {"cvc", "123"}}},
            {"make_default", true}};
}

json bank_account(Method method) {
    constexpr const char* ibans[] = {"BE62510007547061", "BE68539007547034", "BE56510007547072"};
    return {{"type", "sepa_debit"},
            {"sepa_debit",
             {{"iban", ibans[static_cast<int>(method) - card_methods]},
              {"account_holder", "Exemple SA"}}},
            {"mandate", {{"accepted", true}}},
            {"make_default", true}};
}

json catalogue_file(const std::string& name) {
    std::ifstream file(std::string(TENURE_SOURCE_DIR) + "/deploy/catalog/" + name);
    return json::parse(file);
}

Price price_of(const json& prices) {
    return {prices["quarterly"]["amount"], prices["annual"]["amount"]};
}

}  // namespace

Catalogue load_catalogue() {
    Catalogue catalogue;
    const json file = catalogue_file("plans.json");
    for (const json& plan : file["plans"]) {
        catalogue.plans.push_back(plan["code"]);
        catalogue.prices.push_back(price_of(plan["prices"]));
    }
    catalogue.beyond =
        price_of(catalogue_file("add_ons.json")["customer_meeting"]["beyond"]["prices"]);
    return catalogue;
}

Customer::Customer(House& house, std::string account, Place place, Instant now)
    : house_(house),
      account_(std::move(account)),
      place_(place),
      now_(now),
      catalogue_(load_catalogue()) {
    move_clock(now);
}

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

std::string Customer::perform(const Operation& operation, Instant target) {
    if (moves_clock(operation.verb)) return move_clock(target);
    if (operation.verb == Verb::pay_with) return change_default(static_cast<Method>(operation.a));
    const Request request = request_for(operation);
    if (request.service == nullptr) return "change_not_found";  // nothing was ever made
    const std::string said = judge(operation, request, send(request));
    catch_up();
    return said;
}

std::string Customer::move_clock(Instant target) {
    now_ = target;
    const std::string said =
        judge({Verb::days}, {},
              send({&house_.billing, "POST", "/v1/test-clock", {{"now", text_of(now_)}}}));
    catch_up();
    return said;
}

/// A method that the account has already becomes the default again.
std::string Customer::change_default(Method method) {
    const std::string path = "/v1/payment-methods";
    const auto known = methods_.find(method);
    Request request{&house_.payment_method, "POST", path, {}};
    if (known == methods_.end())
        request.body = is_debit(method) ? bank_account(method) : card(method);
    else
        request = {&house_.payment_method,
                   "PUT",
                   path + "/default",
                   {{"payment_method_id", known->second}}};
    const auto answer = send(request);
    const std::string said = judge({Verb::pay_with}, request, answer);
    if (said == "ok" && known == methods_.end()) methods_[method] = answer.json()["id"];
    catch_up();
    move_clock(now_);  // to where it is: debts are collected with the new method
    return said;
}

std::string Customer::judge(const Operation& operation, const Request& request,
                            const testkit::Answer& answer) {
    if (answer.status >= 400 && answer.status < 500 && !answer.code().empty()) return answer.code();
    if (answer.status == 204 && operation.verb == Verb::revoke) return "ok";
    const bool processing = answer.status == 202 && operation.verb == Verb::pay_now;
    if ((answer.status < 200 || answer.status > 201) && !processing)
        return std::to_string(answer.status) + " " + answer.body;
    const json body = answer.json();
    if (operation.verb == Verb::details) details_etag_ = answer.headers.find("ETag")->second;
    const bool is_change = is_priced(operation.verb) || operation.verb == Verb::start ||
                           operation.verb == Verb::start_trial ||
                           operation.verb == Verb::try_beyond;
    if (operation.mode == Mode::preview) {
        quote_id_ = body["id"];
    } else if (is_change) {
        const std::string path =
            operation.verb == Verb::start || operation.verb == Verb::start_trial
                ? "/v1/subscription/changes"
                : request.target;
        auto& list = operation.verb == Verb::change_cycle ? cycle_changes_ : changes_;
        list.push_back({request.service, path + "/" + body["id"].get<std::string>()});
    }
    return "ok";
}

void Customer::catch_up() {
    const Timestamp instant{std::chrono::microseconds(now_)};
    house_.catch_up(testkit::caller(account_, Role::service, instant));
}

}  // namespace tenure::model
