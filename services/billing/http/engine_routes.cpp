#include "billing/http/engine_routes.hpp"

#include "billing/http/engine_dto.hpp"

namespace tenure::billing {

namespace {

using http::Method;
using http::Request;
using http::Response;

Error unpaid(const Attempt& attempt) {
    const std::string code = attempt.failure_code.value_or("payment_declined");
    const bool missing = code == "payment_method_missing";
    return {missing ? ErrorKind::conflict : ErrorKind::payment_required, code,
            missing ? "the account has no payment method" : "the invoice could not be collected"};
}

Result<Response> post_payment(EngineServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const PayNowCommand command, parse_pay_now(request));
    TENURE_TRY_ASSIGN(const InvoicePayment payment, services.collections.pay_now(command));
    const std::string location = "/v1/payments/" + payment.attempt.id.str();
    switch (payment.attempt.status) {
        case AttemptStatus::failed:
        case AttemptStatus::returned:
        case AttemptStatus::cancelled:
            return unpaid(payment.attempt);
        case AttemptStatus::succeeded:
            return http::created(to_json(payment), location);
        case AttemptStatus::scheduled:
        case AttemptStatus::asked:
        case AttemptStatus::processing:
            break;
    }
    return http::accepted(to_json(payment), location);
}

Result<Response> get_clock(EngineServices& services, const Request& request) {
    return http::ok(clock_json(services.clocks.now(request.caller.account)));
}

Result<Response> post_clock(EngineServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const ClockCommand command, parse_clock(request));
    TENURE_TRY_ASSIGN(const MovedClock moved, services.clocks.move(command));
    std::string body = clock_json(moved.now);
    return moved.created ? http::created(std::move(body), "/v1/test-clock")
                         : http::ok(std::move(body));
}

}  // namespace

std::vector<http::Route> engine_routes(EngineServices& services) {
    const auto bound = [&](auto handler) { return http::bind(handler, services); };
    http::Route internal_clock{Method::get, "/internal/v1/test-clock", allow::services,
                               bound(get_clock)};
    internal_clock.polled = true;
    return {
        {Method::post, "/v1/billing/invoices/{id}/payments", allow::billing, bound(post_payment),
         http::Idempotency::required},
        {Method::get, "/v1/test-clock", allow::admins, bound(get_clock)},
        {Method::post, "/v1/test-clock", allow::admins, bound(post_clock),
         http::Idempotency::optional},
        std::move(internal_clock),
    };
}

std::vector<http::Route> brought_up_to_date(std::vector<http::Route> routes,
                                            RenewalService& renewals) {
    for (http::Route& route : routes) {
        if (route.method == Method::get) continue;
        route.handler = [&renewals, handler = std::move(route.handler)](
                            const Request& request) -> Result<Response> {
            TENURE_TRY(renewals.bring_up_to_date(request.caller));
            return handler(request);
        };
    }
    return routes;
}

}  // namespace tenure::billing
