#include "billing/http/routes.hpp"

#include "billing/http/cycle_dto.hpp"
#include "billing/http/dto.hpp"
#include "billing/http/internal_dto.hpp"
#include "http/history.hpp"

namespace tenure::billing {

namespace {

using http::Method;
using http::Request;
using http::Response;

constexpr const char* details_path = "/v1/billing/details";

Result<Response> get_details(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const Details details, billing.accounts.details(request.caller.account));
    return http::with_etag(http::ok(to_json(details)), http::etag_of(details.version));
}

Result<Response> put_details(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const Details wanted, parse_details(request));
    TENURE_TRY_ASSIGN(const Details details,
                      billing.accounts.save(request.caller, wanted, precondition_of(request)));
    Response response = details.version == 1 ? http::created(to_json(details), details_path)
                                             : http::ok(to_json(details));
    return http::with_etag(std::move(response), http::etag_of(details.version));
}

Result<Response> get_cycle(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const CycleView cycle,
                      billing.accounts.cycle(request.caller.account, request.caller.now));
    return http::ok(to_json(cycle));
}

Result<Response> get_next_invoice(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const NextInvoiceView next,
                      billing.accounts.next_invoice(request.caller.account, request.caller.now));
    return http::ok(to_json(next));
}

Result<Response> post_quote(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const Purchase purchase, parse_purchase(request));
    TENURE_TRY_ASSIGN(const QuotedPrice quoted, billing.orders.quote(request.caller, purchase));
    return http::created(to_json(quoted));
}

Result<Response> post_order(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const OrderCommand command, parse_order(request));
    TENURE_TRY_ASSIGN(const PlacedOrder placed, billing.orders.place(command));
    if (!placed.created) return http::ok(to_json(placed.order));
    return http::created(to_json(placed.order), "/internal/v1/orders/" + command.id.str());
}

Result<Response> get_order(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_order_id(request));
    TENURE_TRY_ASSIGN(const Order order,
                      billing.orders.order(request.caller.account, id, request.caller.now));
    return http::ok(to_json(order));
}

Result<Response> delete_order(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_order_id(request));
    TENURE_TRY_ASSIGN(const Order order, billing.orders.undo(request.caller, id));
    return http::ok(to_json(order));
}

Result<Response> post_cycle_preview(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const CycleRequest wanted, parse_cycle_preview(request));
    TENURE_TRY_ASSIGN(const QuotedPrice quoted,
                      billing.cycle_changes.preview(request.caller, wanted.cycle));
    return http::ok(to_json(quoted));
}

Result<Response> post_cycle_change(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const CycleRequest wanted, parse_cycle_change(request));
    TENURE_TRY_ASSIGN(const Order order,
                      billing.cycle_changes.make(request.caller, wanted.cycle, wanted.quote,
                                                 request.idempotency));
    return http::created(cycle_change_json(order), cycle_change_path(order.id));
}

Result<Response> get_cycle_changes(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const OrderPage changes,
                      billing.cycle_changes.page(request.caller, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(changes)), request, page, changes.next_cursor);
}

Result<Response> get_cycle_change(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_change_id(request));
    TENURE_TRY_ASSIGN(const Order order, billing.cycle_changes.change(request.caller, id));
    return http::ok(cycle_change_json(order));
}

Result<Response> delete_cycle_change(Services& billing, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_change_id(request));
    TENURE_TRY_ASSIGN(const Order order, billing.cycle_changes.undo(request.caller, id));
    return http::ok(cycle_change_json(order));
}

}  // namespace

std::vector<http::Route> routes(Services& services) {
    const auto bound = [&](auto handler) { return http::bind(handler, services); };
    return {
        {Method::get, details_path, allow::billing, bound(get_details)},
        {Method::put,
         details_path,
         allow::billing,
         bound(put_details),
         http::Idempotency::none,
         {"/vat_number"}},
        {Method::get, "/v1/billing/history", allow::billing, http::history(services.history)},
        {Method::get, "/v1/billing/cycle", allow::billing, bound(get_cycle)},
        {Method::post, "/v1/billing/cycle/changes/preview", allow::billing,
         bound(post_cycle_preview)},
        {Method::post, "/v1/billing/cycle/changes", allow::billing, bound(post_cycle_change),
         http::Idempotency::optional},
        {Method::get, "/v1/billing/cycle/changes", allow::billing, bound(get_cycle_changes)},
        {Method::get, "/v1/billing/cycle/changes/{id}", allow::billing, bound(get_cycle_change)},
        {Method::delete_, "/v1/billing/cycle/changes/{id}", allow::billing,
         bound(delete_cycle_change)},
        {Method::get, "/v1/billing/next-invoice", allow::billing, bound(get_next_invoice)},
        {Method::post, "/internal/v1/quotes", allow::services, bound(post_quote)},
        {Method::post, "/internal/v1/orders", allow::services, bound(post_order)},
        {Method::get, "/internal/v1/orders/{id}", allow::services, bound(get_order)},
        {Method::delete_, "/internal/v1/orders/{id}", allow::services, bound(delete_order)},
    };
}

}  // namespace tenure::billing
