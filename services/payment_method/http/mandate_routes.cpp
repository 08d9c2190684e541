#include "payment_method/http/mandate_routes.hpp"

#include "payment_method/http/dto.hpp"

namespace tenure::payment_method {

namespace {

using http::Method;
using http::Request;
using http::Response;

PaymentMethodId method_in(const Request& request) {
    return PaymentMethodId(request.path_parameter("id"));
}

Result<Response> get_form(MandateServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const Scheme scheme, scheme_asked_for(request));
    return http::ok(mandate_json(services.creditor, scheme));
}

Result<Response> post_mandate(MandateServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const Consent consent, parse_consent(request));
    TENURE_TRY_ASSIGN(const PaymentMethod method,
                      services.mandates.sign({request.caller, method_in(request), consent}));
    return http::created(
        to_json(method, services.methods.zone(request.caller.account), request.caller.now));
}

Result<Response> delete_mandate(MandateServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const PaymentMethod method,
                      services.mandates.cancel(request.caller, method_in(request)));
    return http::ok(
        to_json(method, services.methods.zone(request.caller.account), request.caller.now));
}

Result<Response> post_amendment(MandateServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const DebitInput input, parse_amendment(request));
    TENURE_TRY_ASSIGN(const PaymentMethod method,
                      services.mandates.amend({request.caller, method_in(request), input}));
    return http::created(
        to_json(method, services.methods.zone(request.caller.account), request.caller.now));
}

}  // namespace

std::vector<http::Route> mandate_routes(MandateServices& services) {
    const auto handle = [&](auto handler) { return http::bind(handler, services); };
    return {
        {Method::get, "/v1/payment-methods/sepa-mandate", allow::billing, handle(get_form)},
        {Method::post, "/v1/payment-methods/{id}/mandate", allow::billing, handle(post_mandate)},
        {Method::delete_, "/v1/payment-methods/{id}/mandate", allow::billing,
         handle(delete_mandate)},
        {Method::post,
         "/v1/payment-methods/{id}/mandate/amendments",
         allow::billing,
         handle(post_amendment),
         http::Idempotency::none,
         {"/sepa_debit/iban"}},
    };
}

}  // namespace tenure::payment_method
