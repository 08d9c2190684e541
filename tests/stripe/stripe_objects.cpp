// What Stripe's objects are and how they change.

#include <set>

#include "stripe/stripe_server.hpp"

namespace tenure::stripe_test {

namespace {

ServerAnswer refuse(const std::string& code, const std::string& parameter = "", int status = 400) {
    Json error{{"type", "invalid_request_error"}, {"code", code}, {"message", code}};
    if (!parameter.empty()) error["param"] = parameter;
    return {status, {{"error", error}}};
}

std::string value_of(const Parameters& parameters, const std::string& name) {
    const auto found = parameters.find(name);
    return found == parameters.end() ? "" : found->second;
}

Json metadata_of(const Parameters& parameters) {
    Json metadata = Json::object();
    for (const auto& [name, value] : parameters)
        if (name.starts_with("metadata[")) metadata[name.substr(9, name.size() - 10)] = value;
    return metadata;
}

/// The name of a parameter that nobody knows; "" when all are known.
std::string unknown_in(const Parameters& parameters, const std::set<std::string>& known) {
    for (const auto& [name, value] : parameters)
        if (!name.starts_with("metadata[") && known.count(name) == 0) return name;
    return "";
}

const std::set<std::string> of_setup{"customer",
                                     "payment_method",
                                     "payment_method_types[]",
                                     "usage",
                                     "confirm",
                                     "return_url",
                                     "mandate_data[customer_acceptance][type]",
                                     "mandate_data[customer_acceptance][online][ip_address]",
                                     "mandate_data[customer_acceptance][online][user_agent]",
                                     "mandate_data[customer_acceptance][offline]"};
const std::set<std::string> of_intent{"amount",         "currency",    "customer",
                                      "payment_method", "description", "payment_method_types[]"};
const std::set<std::string> of_confirmation{"return_url", "off_session"};
const std::set<std::string> of_method{"type", "sepa_debit[iban]", "billing_details[name]",
                                      "billing_details[email]"};
const std::set<std::string> of_refund{"payment_intent", "amount"};

Json redirection() {
    return {{"type", "redirect_to_url"},
            {"redirect_to_url", {{"url", "https://hooks.example/authenticate"}}}};
}

}  // namespace

ServerAnswer StripeServer::act(const std::string& method, const std::string& path,
                               Parameters parameters) {
    const bool post = method == "POST";
    if (path == "/v1/customers" && post) return create_customer(parameters);
    if (path == "/v1/payment_methods" && post) return create_method(parameters);
    if (path == "/v1/setup_intents" && post) return create_setup(parameters);
    if (path == "/v1/payment_intents" && post) return create_intent(parameters);
    if (path == "/v1/refunds") return post ? create_refund(parameters) : list("refund", parameters);
    if (path == "/v1/disputes" && !post) return list("dispute", parameters);
    // "/v1/<kind>/<id>[/<verb>]"
    const std::size_t id_at = path.find('/', 4) + 1;
    const std::size_t verb_at = path.find('/', id_at);
    const std::string id = path.substr(id_at, verb_at - id_at);
    const std::string verb = verb_at == std::string::npos ? "" : path.substr(verb_at + 1);
    if (id_at == 0 || !has(id)) return refuse("resource_missing", "intent", 404);
    Json& found = object(id);
    if (verb.empty() && !post) {
        Json shown = found;
        if (value_of(parameters, "expand[]") == "latest_charge" && shown.contains("latest_charge"))
            shown["latest_charge"] = object(shown["latest_charge"]);
        return {200, shown};
    }
    if (verb == "confirm" && post) return confirm(found, parameters);
    if (verb == "cancel" && post) return cancel(found);
    if (verb == "detach" && post) {
        found["customer"] = nullptr;
        return {200, found};
    }
    return refuse("url_invalid", "", 404);
}

std::string StripeServer::browser_card(Behaviour behaviour, const std::string& fingerprint,
                                       const std::string& funding) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::string id = new_id("pm");
    behaviours_[id] = behaviour;
    objects_[id] = {{"id", id},
                    {"object", "payment_method"},
                    {"type", "card"},
                    {"customer", nullptr},
                    {"card",
                     {{"brand", "visa"},
                      {"last4", "4242"},
                      {"exp_month", 12},
                      {"exp_year", 2034},
                      {"funding", funding},
                      {"fingerprint", fingerprint.empty() ? "print" + id : fingerprint}}}};
    return id;
}

void StripeServer::behave(const std::string& iban, Behaviour behaviour) {
    const std::lock_guard<std::mutex> lock(mutex_);
    ibans_[iban] = behaviour;
}

ServerAnswer StripeServer::create_customer(const Parameters& parameters) {
    const std::string unknown = unknown_in(parameters, {"description"});
    if (!unknown.empty()) return refuse("parameter_unknown", unknown);
    const std::string id = new_id("cus");
    objects_[id] = {{"id", id}, {"object", "customer"}, {"metadata", metadata_of(parameters)}};
    return {200, object(id)};
}

ServerAnswer StripeServer::create_method(const Parameters& parameters) {
    const std::string unknown = unknown_in(parameters, of_method);
    if (!unknown.empty()) return refuse("parameter_unknown", unknown);
    for (const std::string& needed : of_method)
        if (value_of(parameters, needed).empty()) return refuse("parameter_missing", needed);
    const std::string id = new_id("pm");
    const std::string iban = value_of(parameters, "sepa_debit[iban]");
    behaviours_[id] = ibans_.count(iban) != 0 ? ibans_[iban] : Behaviour::succeeds;
    objects_[id] = {{"id", id},
                    {"object", "payment_method"},
                    {"type", "sepa_debit"},
                    {"customer", nullptr},
                    {"sepa_debit", {{"last4", iban.substr(iban.size() - 4)}}}};
    return {200, object(id)};
}

ServerAnswer StripeServer::create_setup(const Parameters& parameters) {
    const std::string unknown = unknown_in(parameters, of_setup);
    if (!unknown.empty()) return refuse("parameter_unknown", unknown);
    const std::string customer = value_of(parameters, "customer");
    const std::string method = value_of(parameters, "payment_method");
    if (!has(customer)) return refuse("resource_missing", "customer");
    if (!has(method)) return refuse("resource_missing", "payment_method");
    const Json& owner = object(method)["customer"];
    if (!owner.is_null() && owner != customer) return refuse("", "payment_method");
    const std::string type = value_of(parameters, "payment_method_types[]");
    if (type != object(method)["type"]) return refuse("", "payment_method_types");
    const std::string acceptance = "mandate_data[customer_acceptance][type]";
    if (type == "sepa_debit" && value_of(parameters, acceptance).empty())
        return refuse("parameter_missing", "mandate_data");
    const std::string id = new_id("seti");
    objects_[id] = {{"id", id},
                    {"object", "setup_intent"},
                    {"customer", customer},
                    {"payment_method", method},
                    {"mandate", nullptr},
                    {"next_action", nullptr}};
    if (type == "card" && behaviours_[method] == Behaviour::setup_authentication) {
        object(id)["status"] = "requires_action";
        object(id)["next_action"] = redirection();
        return {200, object(id)};
    }
    return confirm_setup(object(id));
}

ServerAnswer StripeServer::confirm_setup(Json& intent) {
    const std::string method = intent["payment_method"];
    if (behaviours_[method] == Behaviour::setup_declines) {
        intent["status"] = "requires_payment_method";
        return {402,
                {{"error",
                  {{"type", "card_error"},
                   {"code", "card_declined"},
                   {"decline_code", "insufficient_funds"},
                   {"setup_intent", intent}}}}};
    }
    object(method)["customer"] = intent["customer"];
    intent["status"] = "succeeded";
    intent["next_action"] = nullptr;
    if (object(method)["type"] == "sepa_debit") {
        const std::string id = new_id("mandate");
        objects_[id] = {{"id", id},
                        {"object", "mandate"},
                        {"status", "active"},
                        {"payment_method_details",
                         {{"type", "sepa_debit"}, {"sepa_debit", {{"reference", "REF" + id}}}}}};
        intent["mandate"] = id;
    }
    return {200, intent};
}

void StripeServer::authenticate_setup(const std::string& intent, bool succeeds) {
    const std::lock_guard<std::mutex> lock(mutex_);
    Json& found = object(intent);
    if (succeeds) {
        confirm_setup(found);
        return;
    }
    found["status"] = "requires_payment_method";
    found["last_setup_error"] = {{"type", "invalid_request_error"},
                                 {"code", "setup_intent_authentication_failure"}};
}

ServerAnswer StripeServer::create_intent(const Parameters& parameters) {
    const std::string unknown = unknown_in(parameters, of_intent);
    if (!unknown.empty()) return refuse("parameter_unknown", unknown);
    const std::string customer = value_of(parameters, "customer");
    const std::string method = value_of(parameters, "payment_method");
    if (!has(method)) return refuse("resource_missing", "payment_method");
    if (object(method)["customer"] != customer) return refuse("", "payment_method");
    const std::string id = new_id("pi");
    objects_[id] = {{"id", id},
                    {"object", "payment_intent"},
                    {"status", "requires_confirmation"},
                    {"amount", std::stoll(value_of(parameters, "amount"))},
                    {"currency", value_of(parameters, "currency")},
                    {"customer", customer},
                    {"payment_method", method},
                    {"next_action", nullptr},
                    {"last_payment_error", nullptr},
                    {"metadata", metadata_of(parameters)}};
    return {200, object(id)};
}

ServerAnswer StripeServer::confirm(Json& intent, const Parameters& parameters) {
    if (!unknown_in(parameters, of_confirmation).empty()) return refuse("parameter_unknown");
    if (intent["object"] != "payment_intent") return refuse("url_invalid", "", 404);
    if (intent["status"] != "requires_confirmation" &&
        intent["status"] != "requires_payment_method")
        return refuse("payment_intent_unexpected_state");
    if (intent["status"] == "requires_payment_method")
        complaints_.push_back("confirmed again after a decline: " +
                              intent["id"].get<std::string>());
    const std::string method = intent["payment_method"];
    if (object(method)["customer"] != intent["customer"]) return refuse("", "payment_method");
    const bool present = value_of(parameters, "off_session").empty();
    switch (behaviours_[method]) {
        case Behaviour::declines:
            return decline(intent, "card_declined", "generic_decline");
        case Behaviour::lacks_funds:
            return decline(intent, "card_declined", "insufficient_funds");
        case Behaviour::expired:
            return decline(intent, "expired_card", "expired_card");
        case Behaviour::wants_authentication:
            if (!present)
                return decline(intent, "authentication_required", "authentication_required");
            if (value_of(parameters, "return_url").empty()) return refuse("", "return_url");
            intent["status"] = "requires_action";
            intent["next_action"] = redirection();
            return {200, intent};
        default:
            break;
    }
    take_money(intent);
    return {200, intent};
}

ServerAnswer StripeServer::decline(Json& intent, const std::string& code,
                                   const std::string& decline_code) {
    intent["status"] = "requires_payment_method";
    intent["next_action"] = nullptr;
    intent["last_payment_error"] = {
        {"type", "card_error"}, {"code", code}, {"decline_code", decline_code}};
    tell("payment_intent.payment_failed", intent);
    Json error = intent["last_payment_error"];
    error["payment_intent"] = intent;
    return {402, {{"error", error}}};
}

void StripeServer::take_money(Json& intent) {
    const std::string charge = new_id("ch");
    objects_[charge] = {{"id", charge},
                        {"object", "charge"},
                        {"disputed", false},
                        {"amount_refunded", 0},
                        {"payment_intent", intent["id"]}};
    intent["latest_charge"] = charge;
    intent["next_action"] = nullptr;
    const bool debit = object(intent["payment_method"])["type"] == "sepa_debit";
    intent["status"] = debit ? "processing" : "succeeded";
    tell(std::string("payment_intent.") + (debit ? "processing" : "succeeded"), intent);
}

void StripeServer::authenticate(const std::string& intent, bool succeeds) {
    const std::lock_guard<std::mutex> lock(mutex_);
    Json& found = object(intent);
    if (found["status"] != "requires_action") return;
    if (succeeds)
        take_money(found);
    else
        decline(found, "payment_intent_authentication_failure", "");
}

void StripeServer::settle_debits() {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& [id, found] : objects_) {
        if (found["object"] != "payment_intent" || found["status"] != "processing") continue;
        const std::string method = found["payment_method"];
        if (behaviours_[method] == Behaviour::fails_late) {
            decline(found, "debit_not_authorized", "");
            continue;
        }
        found["status"] = "succeeded";
        tell("payment_intent.succeeded", found);
    }
}

void StripeServer::dispute(const std::string& intent, const std::string& reason,
                           const std::string& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    object(object(intent)["latest_charge"])["disputed"] = true;
    const std::string id = new_id("dp");
    objects_[id] = {{"id", id},
                    {"object", "dispute"},
                    {"payment_intent", intent},
                    {"reason", reason},
                    {"status", status}};
    tell("charge.dispute.created", object(id));
}

ServerAnswer StripeServer::cancel(Json& intent) {
    const std::string status = intent["status"];
    if (status == "succeeded" || status == "processing" || status == "canceled")
        return refuse("payment_intent_unexpected_state");
    intent["status"] = "canceled";
    intent["next_action"] = nullptr;
    tell("payment_intent.canceled", intent);
    return {200, intent};
}

ServerAnswer StripeServer::create_refund(const Parameters& parameters) {
    const std::string unknown = unknown_in(parameters, of_refund);
    if (!unknown.empty()) return refuse("parameter_unknown", unknown);
    const std::string intent = value_of(parameters, "payment_intent");
    if (!has(intent) || object(intent)["status"] != "succeeded")
        return refuse("resource_missing", "payment_intent");
    Json& charge = object(object(intent)["latest_charge"]);
    const std::int64_t amount = std::stoll(value_of(parameters, "amount"));
    const std::int64_t refunded = charge["amount_refunded"];
    if (charge["disputed"]) return refuse("charge_disputed");
    if (refunded + amount > object(intent)["amount"]) return refuse("charge_already_refunded");
    charge["amount_refunded"] = refunded + amount;
    const bool debit = object(object(intent)["payment_method"])["type"] == "sepa_debit";
    const std::string id = new_id("re");
    objects_[id] = {{"id", id},
                    {"object", "refund"},
                    {"payment_intent", intent},
                    {"amount", amount},
                    {"status", debit ? "pending" : "succeeded"},
                    {"metadata", metadata_of(parameters)}};
    return {200, object(id)};
}

void StripeServer::settle_refund(const std::string& refund, const std::string& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    object(refund)["status"] = status;
    tell("charge.refund.updated", object(refund));
}

/// Two at a time, so that pages are turned.
ServerAnswer StripeServer::list(const std::string& kind, const Parameters& parameters) const {
    const std::string after = value_of(parameters, "starting_after");
    bool reached = after.empty();
    Json page{{"object", "list"}, {"data", Json::array()}, {"has_more", false}};
    for (const auto& [id, found] : objects_) {
        if (found["object"] != kind ||
            found["payment_intent"] != value_of(parameters, "payment_intent"))
            continue;
        if (reached && page["data"].size() == 2) page["has_more"] = true;
        if (reached && page["data"].size() < 2) page["data"].push_back(found);
        if (id == after) reached = true;
    }
    return {200, page};
}

}  // namespace tenure::stripe_test
