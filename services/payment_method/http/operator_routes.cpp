#include "payment_method/http/operator_routes.hpp"

#include "payment_method/http/operator_dto.hpp"

namespace tenure::payment_method {

namespace {

using http::Method;
using http::Request;
using http::Response;

constexpr RoleSet operators = Role::operator_;
constexpr std::size_t largest_report = 10 << 20;

Result<Response> post_collections(OperatorServices& services, const Request&) {
    TENURE_TRY_ASSIGN(const CollectionFile file,
                      services.collections.collect(services.clock.now()));
    return http::created(to_json(file));
}

Result<Response> get_collections(OperatorServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const std::vector<CollectionFile> files,
                      services.collections.files(page.limit));
    return http::ok(to_json(files));
}

Result<Response> post_bank_report(OperatorServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const std::string document, parse_bank_report_body(request));
    TENURE_TRY_ASSIGN(const TakenReport taken,
                      services.collections.take_report(document, services.clock.now()));
    return http::ok(to_json(taken));
}

}  // namespace

std::vector<http::Route> operator_routes(OperatorServices& services) {
    const auto handle = [&](auto handler) { return http::bind(handler, services); };
    return {
        {Method::post, "/v1/operator/collections", operators, handle(post_collections)},
        {Method::get, "/v1/operator/collections", operators, handle(get_collections)},
        // A bank's document is full of numbers; it is read and not kept.
        {Method::post,
         "/v1/operator/bank-reports",
         operators,
         handle(post_bank_report),
         http::Idempotency::none,
         {"/document"},
         false,
         largest_report},
    };
}

}  // namespace tenure::payment_method
