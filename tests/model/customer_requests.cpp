// Steps of the model as requests of the API.
#include "model/customer.hpp"

namespace tenure::model {

namespace {

using nlohmann::json;

json buyer(int which) {
    constexpr const char* countries[] = {"BE", "FR", "US"};
    return {{"company_name", "Exemple SA"},
            {"address",
             {{"line1", "Rue de la Loi 16"},
              {"postal_code", "1000"},
              {"city", "Bruxelles"},
              {"country", countries[which]}}},
            {"email", "invoices@example.com"},
            {"language", "fr"}};
}

/// So many users, the first ones added longest ago.
json usage(int users, Instant now) {
    json list = json::array();
    for (int i = 0; i < users; ++i)
        list.push_back(
            {{"id", "user-" + std::to_string(i)}, {"added_at", text_of(now - (users - i) * hour)}});
    return {{"users", list}};
}

std::string right_path(int user) {
    return "/v1/add-ons/customer-meeting/users/user-" + std::to_string(user);
}

}  // namespace

Customer::Request Customer::undo_request(const std::vector<Made>& made, int which) {
    if (made.empty()) return {};
    const Made& change = made[static_cast<std::size_t>(which) % made.size()];
    return {change.service, "DELETE", change.path, {}};
}

Customer::Request Customer::request_for(const Operation& operation) const {
    switch (operation.verb) {
        case Verb::start:
        case Verb::start_trial: {
            json body = {{"plan", catalogue_.plans[static_cast<std::size_t>(operation.a)]},
                         {"users", operation.b},
                         {"cycle", name_of(static_cast<Cycle>(operation.c))},
                         {"time_zone", name_of(place_)}};
            if (operation.verb == Verb::start_trial) body["trial"] = true;
            return {&house_.subscription, "POST", "/v1/subscription", body};
        }
        case Verb::cancel:
            return {&house_.subscription, "POST", "/v1/subscription/cancellation", json::object()};
        case Verb::undo_cancel:
            return {&house_.subscription, "DELETE", "/v1/subscription/cancellation", {}};
        case Verb::undo:
            return undo_request(changes_, operation.a);
        case Verb::undo_cycle:
            return undo_request(cycle_changes_, operation.a);
        case Verb::grant:
            return {&house_.add_on, "PUT", right_path(operation.a), json::object()};
        case Verb::revoke:
            return {&house_.add_on, "DELETE", right_path(operation.a), {}};
        case Verb::details:
            return {&house_.billing, "PUT", "/v1/billing/details", buyer(operation.a)};
        case Verb::pay_now: {
            const auto which = static_cast<std::size_t>(operation.a);
            const std::string id =
                invoices_.empty() ? "inv_0" : invoices_[which % invoices_.size()];
            return {&house_.billing, "POST", "/v1/billing/invoices/" + id + "/payments",
                    json::object()};
        }
        case Verb::report_usage:
            return {&house_.subscription, "PUT", "/v1/subscription/usage",
                    usage(operation.a, now_)};
        default:
            return purchase_request(operation);
    }
}

Customer::Request Customer::purchase_request(const Operation& operation) const {
    Request request;
    switch (operation.verb) {
        case Verb::add_users:
        case Verb::remove_users:
        case Verb::change_plan:
            request = subscription_change(operation);
            break;
        case Verb::change_cycle:
            request = {&house_.billing,
                       "POST",
                       "/v1/billing/cycle/changes",
                       {{"cycle", name_of(static_cast<Cycle>(operation.a))}}};
            break;
        default:
            request = add_on_change(operation);
            break;
    }
    if (operation.mode == Mode::preview) request.target += "/preview";
    if (operation.mode == Mode::quoted && !quote_id_.empty()) request.body["quote_id"] = quote_id_;
    return request;
}

Customer::Request Customer::subscription_change(const Operation& operation) const {
    Request request{&house_.subscription, "POST", "/v1/subscription/changes", {}};
    json& body = request.body;
    if (operation.verb == Verb::change_plan) {
        body = {{"type", "change_plan"},
                {"plan", catalogue_.plans[static_cast<std::size_t>(operation.a)]}};
        if (operation.b == 1) body["accept_loss"] = true;
        return request;
    }
    const bool adds = operation.verb == Verb::add_users;
    body = {{"type", adds ? "add_users" : "remove_users"}, {"users", operation.a}};
    if (!adds && operation.b == 1) body["deactivate_last_added"] = true;
    return request;
}

Customer::Request Customer::add_on_change(const Operation& operation) const {
    Request request{&house_.add_on, "POST", "/v1/add-ons/customer-meeting/changes", {}};
    json& body = request.body;
    switch (operation.verb) {
        case Verb::to_beyond:
            body = {
                {"type", "switch_package"}, {"package", "beyond"}, {"beyond_users", operation.a}};
            break;
        case Verb::to_basic:
            body = {{"type", "switch_package"}, {"package", "basic"}};
            break;
        case Verb::try_beyond:
            body = {{"type", "start_trial"}};
            if (operation.a > 0) body["convert_to_users"] = operation.a;
            break;
        default:
            body = {{"type", operation.verb == Verb::add_beyond ? "add_users" : "remove_users"},
                    {"users", operation.a}};
            break;
    }
    return request;
}

}  // namespace tenure::model
