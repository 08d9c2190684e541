#include "http/history.hpp"
#include "onboarding/http/dto.hpp"
#include "onboarding/http/routes.hpp"

namespace tenure::onboarding {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

constexpr const char* orders_path = "/v1/onboarding/orders";

Result<Response> get_packages(OrderServices& services, const Request& request) {
    const Standing standing = services.orders.standing(request.caller.account);
    return http::ok(to_json(standing, services.orders.catalog(), request.caller.now));
}

Result<Response> post_preview(OrderServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const Package package, parse_preview(request));
    TENURE_TRY_ASSIGN(const Preview preview, services.orders.preview(request.caller, package));
    return http::ok(to_json(preview, package));
}

Result<Response> post_order(OrderServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const OrderCommand command, parse_order(request));
    TENURE_TRY_ASSIGN(const OrderView view, services.orders.make(command));
    const std::string location = std::string(orders_path) + "/" + order_of(view.change.id).str();
    const std::string body = to_json(view, request.caller.now);
    const bool open = view.change.status == ChangeStatus::pending;
    return open ? http::accepted(body, location) : http::created(body, location);
}

Result<Response> get_orders(OrderServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const OrderPage found,
                      services.orders.page(request.caller, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(found, request.caller.now)), request, page,
                                found.next_cursor);
}

Result<Response> get_order(OrderServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const OrderId id, parse_order_id(request));
    TENURE_TRY_ASSIGN(const OrderView view, services.orders.find(request.caller, id));
    return http::ok(to_json(view, request.caller.now));
}

Result<Response> delete_order(OrderServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const OrderId id, parse_order_id(request));
    TENURE_TRY_ASSIGN(const OrderView view, services.orders.cancel(request.caller, id));
    const bool open = view.order && view.order->state == OrderState::cancelling;
    const std::string body = to_json(view, request.caller.now);
    return open ? http::accepted(body) : http::ok(body);
}

Result<Response> post_start(OrderServices& services, const Request& request) {
    TENURE_TRY(parse_nothing(request));
    TENURE_TRY_ASSIGN(const OrderId id, parse_order_id(request));
    TENURE_TRY_ASSIGN(const OrderView view, services.orders.start(request.caller, id));
    return http::ok(to_json(view, request.caller.now));
}

Result<Response> post_complete(OrderServices& services, const Request& request) {
    TENURE_TRY(parse_nothing(request));
    TENURE_TRY_ASSIGN(const OrderId id, parse_order_id(request));
    TENURE_TRY_ASSIGN(const OrderView view, services.orders.complete(request.caller, id));
    return http::ok(to_json(view, request.caller.now));
}

Result<Response> get_tasks(OrderServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const Checklist checklist, services.checklist.read(request.caller.account));
    return http::ok(to_json(checklist, services.checklist.catalog()));
}

Result<Response> put_task(OrderServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const bool is_done, parse_task(request));
    TENURE_TRY_ASSIGN(
        const Checklist checklist,
        services.checklist.mark(request.caller, request.path_parameter("task"), is_done));
    return http::ok(to_json(checklist, services.checklist.catalog()));
}

}  // namespace

std::vector<http::Route> order_routes(OrderServices& services) {
    const auto bound = [&](auto handler) { return http::bind(handler, services); };
    return {
        {Method::get, "/v1/onboarding/packages", allow::members, bound(get_packages)},
        {Method::get, "/v1/onboarding/tasks", allow::members, bound(get_tasks)},
        {Method::put, "/v1/onboarding/tasks/{task}", allow::members, bound(put_task)},
        {Method::post, "/v1/onboarding/orders/preview", allow::billing, bound(post_preview)},
        {Method::post, orders_path, allow::billing, bound(post_order), Idempotency::required},
        {Method::get, orders_path, allow::members, bound(get_orders)},
        {Method::get, "/v1/onboarding/orders/{id}", allow::members, bound(get_order)},
        {Method::delete_, "/v1/onboarding/orders/{id}", allow::billing, bound(delete_order)},
        {Method::post, "/v1/operator/onboarding/orders/{id}/start", allow::operators,
         bound(post_start)},
        {Method::post, "/v1/operator/onboarding/orders/{id}/complete", allow::operators,
         bound(post_complete)},
        {Method::get, "/v1/onboarding/history", allow::billing, http::history(services.history)},
    };
}

}  // namespace tenure::onboarding
