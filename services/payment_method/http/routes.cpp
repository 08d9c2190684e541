#include "payment_method/http/routes.hpp"

#include <utility>

#include "http/history.hpp"
#include "payment_method/http/dto.hpp"

namespace tenure::payment_method {

namespace {

using http::Method;
using http::Request;
using http::Response;

Result<Response> get_payment_methods(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const MethodPage methods,
                      services.methods.list(request.caller.account, page.limit, page.cursor));
    return http::with_next_page(
        http::ok(
            to_json(methods, services.methods.zone(request.caller.account), request.caller.now)),
        request, page, methods.next_cursor);
}

Result<Response> post_payment_method(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const AddMethodCommand command, parse_add_method(request));
    TENURE_TRY_ASSIGN(const PaymentMethod method, services.methods.add(command));
    return http::created(
        to_json(method, services.methods.zone(request.caller.account), request.caller.now),
        "/v1/payment-methods/" + method.id.str());
}

Result<Response> get_payment_method(Services& services, const Request& request) {
    const PaymentMethodId id(request.path_parameter("id"));
    TENURE_TRY_ASSIGN(const PaymentMethod method,
                      services.methods.find(request.caller.account, id));
    return http::ok(
        to_json(method, services.methods.zone(request.caller.account), request.caller.now));
}

Result<Response> delete_payment_method(Services& services, const Request& request) {
    const PaymentMethodId id(request.path_parameter("id"));
    TENURE_TRY(services.methods.remove(request.caller, id));
    return http::no_content();
}

Result<Response> put_default(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const PaymentMethodId id, parse_default(request));
    TENURE_TRY_ASSIGN(const PaymentMethod method,
                      services.methods.make_default(request.caller, id));
    return http::ok(
        to_json(method, services.methods.zone(request.caller.account), request.caller.now));
}

Result<Response> get_payment(Services& services, const Request& request) {
    const PaymentId id(request.path_parameter("id"));
    TENURE_TRY_ASSIGN(const Payment payment, services.payments.find(request.caller.account, id));
    return http::ok(to_json(payment));
}

Result<Response> get_internal_default(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const PaymentMethod method,
                      services.methods.default_method(request.caller.account));
    return http::ok(to_internal_json(method));
}

Result<Response> post_internal_payment(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const PayCommand command, parse_payment(request));
    TENURE_TRY_ASSIGN(const Payment payment, services.payments.pay(command));
    return http::ok(to_json(payment));
}

Result<Response> post_internal_cancel(Services& services, const Request& request) {
    const PaymentId id(request.path_parameter("id"));
    TENURE_TRY_ASSIGN(const std::optional<Payment> made,
                      services.payments.cancel(request.caller, id));
    return made ? http::ok(to_json(*made)) : http::no_content();
}

Result<Response> post_internal_refund(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const RefundCommand command, parse_refund(request));
    TENURE_TRY_ASSIGN(const Refund refund, services.refunds.refund(command));
    return http::ok(to_json(refund));
}

Result<Response> get_internal_refund(Services& services, const Request& request) {
    const RefundId id(request.path_parameter("id"));
    TENURE_TRY_ASSIGN(const Refund refund, services.refunds.find(request.caller.account, id));
    return http::ok(to_json(refund));
}

Result<Response> post_webhook(Services& services, const Request& request) {
    const RawNotification notification{request.headers, request.body, services.clock.now()};
    TENURE_TRY(services.notifications.receive(request.path_parameter("provider"), notification));
    return http::no_content();
}

Result<Response> put_internal_subscription(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const SubscriptionNews news, parse_subscription_news(request));
    TENURE_TRY(services.methods.note_subscription(request.caller, news));
    return http::no_content();
}

Result<Response> get_internal_clock(Services& services, const Request& request) {
    return http::ok(agenda_json(services.agenda.next_due(request.caller.account)));
}

Result<Response> post_internal_clock(Services& services, const Request& request) {
    Caller caller = request.caller;
    TENURE_TRY_ASSIGN(caller.now, parse_clock(request));
    TENURE_TRY_ASSIGN(const std::optional<Timestamp> next, services.agenda.run(caller));
    return http::ok(agenda_json(next));
}

}  // namespace

std::vector<http::Route> routes(Services& services) {
    const auto handle = [&](auto handler) { return http::bind(handler, services); };
    return {
        {Method::get, "/v1/payment-methods", allow::billing, handle(get_payment_methods)},
        {Method::post,
         "/v1/payment-methods",
         allow::billing,
         handle(post_payment_method),
         http::Idempotency::optional,
         {"/card/number", "/sepa_debit/iban"}},
        {Method::put, "/v1/payment-methods/default", allow::billing, handle(put_default)},
        {Method::get, "/v1/payment-methods/history", allow::billing,
         http::history(services.history)},
        {Method::get, "/v1/payment-methods/{id}", allow::billing, handle(get_payment_method)},
        {Method::delete_, "/v1/payment-methods/{id}", allow::billing,
         handle(delete_payment_method)},
        {Method::get, "/v1/payments/{id}", allow::billing, handle(get_payment)},
        {Method::get, "/internal/v1/payment-methods/default", allow::services,
         handle(get_internal_default)},
        {Method::post, "/internal/v1/payments", allow::services, handle(post_internal_payment)},
        {Method::get, "/internal/v1/payments/{id}", allow::services, handle(get_payment)},
        {Method::post, "/internal/v1/payments/{id}/cancel", allow::services,
         handle(post_internal_cancel)},
        {Method::post, "/internal/v1/payments/{id}/refunds", allow::services,
         handle(post_internal_refund)},
        {Method::get, "/internal/v1/refunds/{id}", allow::services, handle(get_internal_refund)},
        // Whoever it is: the gateway knows no provider, the signature counts.
        // They send no card numbers, but ids of theirs may look like one.
        {Method::post,
         "/v1/webhooks/{provider}",
         allow::providers,
         handle(post_webhook),
         http::Idempotency::none,
         {""}},
        {Method::put, "/internal/v1/subscription-state", allow::services,
         handle(put_internal_subscription)},
        {Method::get, "/internal/v1/clock", allow::services, handle(get_internal_clock)},
        {Method::post, "/internal/v1/clock", allow::services, handle(post_internal_clock)},
    };
}

}  // namespace tenure::payment_method
