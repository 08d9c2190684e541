#include "onboarding/store/orders.hpp"

#include "onboarding/store/statements_orders.hpp"
#include "pg/arrays.hpp"
#include "pg/fields.hpp"

namespace tenure::onboarding {

namespace {

namespace sql = statements;

std::optional<Timestamp> optional_instant(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return pg::instant_of(field);
}

std::optional<std::string> text_of(const std::optional<Timestamp>& instant) {
    return instant ? std::optional(to_string(*instant)) : std::nullopt;
}

Order order_of_row(const pqxx::row& row) {
    Order order;
    order.id = OrderId(row["id"].as<std::string>());
    order.engagement = OrderId(row["engagement"].as<std::string>());
    order.package = value_in(package_names, row["package"].as<std::string>());
    order.price = Money(row["price"].as<std::int64_t>(),
                        Currency::parse(row["currency"].as<std::string>()).value());
    order.state = value_in(order_state_names, row["state"].as<std::string>());
    order.payment = value_in(payment_names, row["payment"].as<std::string>());
    order.invoice = row["invoice_id"].as<std::string>();
    order.credit_note = row["credit_note"].as<std::string>();
    order.accepted_at = pg::instant_of(row["accepted_us"]);
    order.started_at = optional_instant(row["started_us"]);
    order.done_at = optional_instant(row["done_us"]);
    order.cancelled_at = optional_instant(row["cancelled_us"]);
    if (!row["moved_to"].is_null()) order.moved_to = OrderId(row["moved_to"].as<std::string>());
    order.on_test_clock = row["on_test_clock"].as<bool>();
    return order;
}

std::optional<Order> order_in(const std::optional<pqxx::row>& row) {
    return row ? std::optional(order_of_row(*row)) : std::nullopt;
}

}  // namespace

std::vector<Order> PgOrders::all() {
    std::vector<Order> orders;
    for (const pqxx::row& row : tx_.run(sql::list_orders, account_.str()))
        orders.push_back(order_of_row(row));
    return orders;
}

std::optional<Order> PgOrders::find(const OrderId& id) {
    return order_in(tx_.find(sql::find_order, account_.str(), id.str()));
}

std::optional<Order> PgOrders::find_by_invoice(const std::string& invoice) {
    return order_in(tx_.find(sql::find_order_of_invoice, account_.str(), invoice));
}

void PgOrders::save(const Order& order) {
    std::optional<std::string> moved_to;
    if (order.moved_to) moved_to = order.moved_to->str();
    tx_.run(sql::save_order, account_.str(), order.id.str(), order.engagement.str(),
            std::string(name_of(order.package)), order.price.minor(),
            std::string(order.price.currency().code()),
            std::string(name_in(order_state_names, order.state)),
            std::string(name_in(payment_names, order.payment)), order.invoice, order.credit_note,
            to_string(order.accepted_at), text_of(order.started_at), text_of(order.done_at),
            text_of(order.cancelled_at), moved_to, order.on_test_clock,
            static_cast<std::int64_t>(lease_.count()));
}

std::optional<Checklist> PgChecklist::find() {
    const auto row = tx_.find(sql::find_checklist, account_.str());
    if (!row) return std::nullopt;
    Checklist checklist{
        pg::instant_of((*row)["started_us"]), {}, optional_instant((*row)["completed_us"])};
    for (const pqxx::row& task : tx_.run(sql::list_tasks, account_.str()))
        checklist.tasks.emplace(
            task["code"].as<std::string>(),
            TaskDone{pg::instant_of(task["done_us"]), task["done_by"].as<std::string>()});
    return checklist;
}

void PgChecklist::save(const Checklist& checklist) {
    tx_.run(sql::save_checklist, account_.str(), to_string(checklist.started_at),
            text_of(checklist.completed_at));
    pg::Array codes;
    for (const auto& [code, state] : checklist.tasks) codes.add(code);
    tx_.run(sql::delete_tasks, account_.str(), codes.text());
    for (const auto& [code, state] : checklist.tasks)
        tx_.run(sql::insert_task, account_.str(), code, to_string(state.at), state.by);
}

}  // namespace tenure::onboarding
