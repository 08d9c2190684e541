// What everybody sees of an account, in the words of the model.
#include <algorithm>

#include "model/customer.hpp"

namespace tenure::model {

namespace {

using nlohmann::json;

std::string amount_of(const json& money) {
    return std::to_string(money.at("amount").get<std::int64_t>());
}

std::string number_of(const json& number) {
    return std::to_string(number.get<std::int64_t>());
}

}  // namespace

View Customer::view() {
    View view;
    view_subscription(view);
    view_invoices(view);
    return view;
}

std::vector<std::string> Customer::take_events() {
    std::vector<std::string> news =
        house_.billing.query("select type from event where account_id = '" + account_ +
                             "' order by xid, seq offset " + std::to_string(events_));
    events_ += news.size();
    std::erase(news, "test_clock.moved");  // also moved to where it is, to let things happen
    std::sort(news.begin(), news.end());
    return news;
}

void Customer::view_subscription(View& view) {
    const auto answer = get(house_.subscription, "/v1/subscription");
    const json access = get(house_.subscription, "/v1/access").json();
    view["access"] = access["allowed"].get<bool>() ? "yes" : "no";
    if (answer.code() == "subscription_missing") {
        view["status"] = "none";
        return;
    }
    const json body = answer.json();
    view["status"] = body["status"];
    if (access["status"] != body["status"]) view["status of access"] = access["status"];
    view["plan"] = body["plan"];
    view["users"] = number_of(body["users"]);
    view["cycle"] = body["cycle"];
    const json& term = body["term"];
    view["term"] = number_of(term["number"]) + " " + term["starts_on"].get<std::string>() + " " +
                   term["renews_on"].get<std::string>();
    view["window"] = body["change_window_open"].get<bool>() ? "open" : "closed";
    view["next invoice"] = next_invoice();
    view["after renewal"] = "none";
    const json& after = body["after_renewal"];
    if (!after.is_null())
        view["after renewal"] = after["plan"].get<std::string>() + " " + number_of(after["users"]) +
                                " " + after["cycle"].get<std::string>();
    view_add_on(view);
}

void Customer::view_add_on(View& view) {
    const json body = get(house_.add_on, "/v1/add-ons/customer-meeting").json();
    view["beyond"] = body["package"].is_null() ? "none" : number_of(body["beyond_users"]);
    if (body["status"] != view["status"]) view["status of the add-on"] = body["status"];
    const json& after = body["after_renewal"];
    if (!after.is_null()) view["after renewal"] += ", beyond " + number_of(after["beyond_users"]);
    const std::string users = "/v1/add-ons/customer-meeting/users";
    view["right of user 0"] = get(house_.add_on, users + "/user-0").json()["reason"];
    const json named = get(house_.add_on, users).json();
    for (const json& user : named["data"])
        view["named"] += user["user_id"].get<std::string>() +
                         (user["in_effect"].get<bool>() ? " " : " (not in effect) ");
}

std::string Customer::next_invoice() {
    const auto answer = get(house_.billing, "/v1/billing/next-invoice");
    if (answer.status == 404 || answer.status == 409) return "none";
    const json next = answer.json();
    if (next["date"].is_null()) return "none";
    return next["date"].get<std::string>() + " " + amount_of(next["subtotal"]) + " " +
           amount_of(next["total"]);
}

void Customer::view_invoices(View& view) {
    const json list = get(house_.billing, "/v1/billing/invoices?limit=100").json()["data"];
    invoices_.clear();
    for (const json& invoice : list) invoices_.push_back(invoice["id"]);
    std::string text;
    for (auto invoice = list.rbegin(); invoice != list.rend(); ++invoice)
        text += (*invoice)["status"].get<std::string>() + " " + amount_of((*invoice)["subtotal"]) +
                " " + amount_of((*invoice)["total"]) + ", ";
    view["invoices"] = text;
    view["collected"] = house_.payment_method
                            .query(
                                "select coalesce(sum(amount), 0) from payment where "
                                "status = 'succeeded' and account_id = '" +
                                account_ + "'")
                            .at(0);
}

}  // namespace tenure::model
