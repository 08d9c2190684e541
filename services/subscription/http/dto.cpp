#include "subscription/http/dto.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::subscription {

namespace {

using json::Object;
using json::Reader;

/// A bound for one change; larger customers are set up by the operator.
constexpr std::int64_t max_users = 10'000;

constexpr std::pair<std::string_view, Cycle> cycles[] = {{"quarterly", Cycle::quarterly},
                                                         {"annual", Cycle::annual}};
constexpr std::pair<std::string_view, ChangeType> change_types[] = {
    {"add_users", ChangeType::add_users}};

AddUsersCommand read_add_users(const http::Request& request, Reader& body) {
    AddUsersCommand command;
    command.caller = request.caller;
    command.key = request.idempotency;
    body.enumeration<ChangeType>("type", change_types);
    command.users = body.integer("users", 1, max_users);
    return command;
}

template <class Value>
Object optional_json(const std::optional<Value>& value) {
    return value ? Object(*value) : Object(nullptr);
}

Object change_json(const Change& change) {
    Object object = {{"id", change.id.str()},
                     {"type", name_of(change.type)},
                     {"status", name_of(change.status)},
                     {"plan", change.plan},
                     {"users", change.users},
                     {"created_at", json::write(change.created_at)},
                     {"effective_at", nullptr},
                     {"quote", nullptr},
                     {"invoice_id", optional_json(change.invoice_id)},
                     {"invoice_number", optional_json(change.invoice_number)}};
    if (change.effective_at) object["effective_at"] = json::write(*change.effective_at);
    if (!change.quote_document.empty()) object["quote"] = Object::parse(change.quote_document);
    if (change.decline)
        object["decline"] = {{"code", change.decline->code}, {"detail", change.decline->detail}};
    return object;
}

/// What can be done now (rules.md: every answer that shows the subscription says so).
Object actions_json() {
    return Object::array(
        {{{"type", "add_users"}, {"allowed", true}, {"effective", "immediately"}}});
}

Object term_json(const Term& term) {
    return {{"number", term.number},
            {"starts_on", json::write(term.starts_on)},
            {"renews_on", json::write(term.renews_on)}};
}

}  // namespace

Result<StartCommand> parse_start(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    StartCommand command;
    command.caller = request.caller;
    command.key = request.idempotency;
    command.plan = body.string("plan", {1, 40});
    command.users = body.integer("users", 1, max_users);
    command.cycle = body.enumeration<Cycle>("cycle", cycles);
    command.time_zone = body.optional_string("time_zone", {1, 64});
    if (command.time_zone) {
        const auto zone = TimeZone::find(*command.time_zone);
        if (!zone.ok()) body.reject("time_zone", zone.error().code, zone.error().detail);
    }
    TENURE_TRY(body.finish());
    return command;
}

Result<AddUsersCommand> parse_preview(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    AddUsersCommand command = read_add_users(request, body);
    TENURE_TRY(body.finish());
    return command;
}

Result<AddUsersCommand> parse_change(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    AddUsersCommand command = read_add_users(request, body);
    command.quote_id = body.optional_string("quote_id", {1, 64});
    if (command.quote_id) {
        const auto id = QuoteId::parse(*command.quote_id);
        if (!id.ok()) body.reject("quote_id", id.error().code, id.error().detail);
    }
    TENURE_TRY(body.finish());
    return command;
}

Result<ChangeId> parse_change_id(const http::Request& request) {
    const auto id = ChangeId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "change_not_found", "the account has no such change"};
}

std::string to_json(const Catalog& catalog) {
    Object plans = Object::array();
    for (const Plan& plan : catalog.plans) {
        Object prices = Object::object();
        for (const auto& [cycle, price] : plan.prices)
            prices[std::string(name_of(cycle))] = json::write(price);
        plans.push_back({{"code", plan.code},
                         {"rank", plan.rank},
                         {"names", plan.names},
                         {"prices", prices},
                         {"features", plan.features}});
    }
    return json::dump(Object{{"data", plans}, {"next_cursor", nullptr}});
}

std::string to_json(const Subscription& subscription, const Catalog& catalog) {
    const Term& term = subscription.licence.term;
    Object scheduled = Object::array();
    for (const Change& change : subscription.scheduled) scheduled.push_back(change_json(change));
    Object object = {{"id", subscription.licence.id.str()},
                     {"status", "active"},
                     {"plan", subscription.plan},
                     {"users", subscription.users},
                     {"cycle", name_of(term.cycle)},
                     {"price_per_user", nullptr},
                     {"term", term_json(term)},
                     {"renews_on", json::write(term.renews_on)},
                     {"change_deadline", json::write(subscription.window.deadline)},
                     {"change_window_open", subscription.window.open},
                     {"time_zone", subscription.licence.time_zone},
                     {"scheduled_changes", scheduled},
                     {"actions", actions_json()}};
    const auto plan = catalog.plan(subscription.plan);
    if (plan.ok()) object["price_per_user"] = json::write(plan->prices.at(term.cycle));
    return json::dump(object);
}

std::string to_json(const Change& change) {
    return json::dump(change_json(change));
}

std::string to_json(const ChangePage& page) {
    Object data = Object::array();
    for (const Change& change : page.changes) data.push_back(change_json(change));
    return json::dump(Object{{"data", data}, {"next_cursor", optional_json(page.next_cursor)}});
}

}  // namespace tenure::subscription
