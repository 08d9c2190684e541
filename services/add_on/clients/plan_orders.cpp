#include "add_on/clients/plan_orders.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"

namespace tenure::add_on {

namespace {

using nlohmann::json;

constexpr std::string_view plan_users = "plan_users";

Error unexpected(const std::string& what) {
    return {ErrorKind::bad_gateway, "unexpected_answer", "billing's event is without " + what};
}

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::int64_t quantity_in(const json& item) {
    const auto found = item.find("quantity");
    return found != item.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// Another plan for the same users (switch) is nothing to the add-on.
std::optional<PlanStep> step_of(const json& item, Timestamp at) {
    if (!item.is_object() || text_in(item, "item") != plan_users) return std::nullopt;
    const std::string action = text_in(item, "action");
    if (action == name_of(PlanAction::add)) return PlanStep{PlanAction::add, quantity_in(item), at};
    if (action == name_of(PlanAction::remove))
        return PlanStep{PlanAction::remove, quantity_in(item), at};
    if (action == name_of(PlanAction::clear)) return PlanStep{PlanAction::clear, 0, at};
    return std::nullopt;
}

std::vector<PlanStep> steps_of(const json& order, Timestamp at) {
    std::vector<PlanStep> steps;
    if (text_in(order, "kind") == "end") steps.push_back({PlanAction::end, 0, at});
    const auto items = order.find("items");
    if (items == order.end() || !items->is_array()) return steps;
    for (const json& item : *items)
        if (const auto step = step_of(item, at)) steps.push_back(*step);
    return steps;
}

}  // namespace

Result<std::optional<PlanOrder>> parse_plan_order(std::string_view type, std::string_view data) {
    if (!type.starts_with("order.")) return std::optional<PlanOrder>();
    TENURE_TRY_ASSIGN(const json object, tenure::json::parse(data));
    if (!object.is_object() || !object.contains("order") || !object["order"].is_object())
        return unexpected("an order");
    const json& order = object["order"];
    PlanOrder plan{ChangeId(text_in(order, "id")), false, {}};
    const std::string status = text_in(order, "status");
    plan.holds = status == "scheduled" || status == "applied";
    if (!plan.holds) return std::optional(plan);
    TENURE_TRY_ASSIGN(const Timestamp at, parse_timestamp(text_in(order, "effective_at")));
    plan.steps = steps_of(order, at);
    return std::optional(plan);
}

}  // namespace tenure::add_on
