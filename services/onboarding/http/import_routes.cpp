#include "onboarding/http/import_routes.hpp"

#include "onboarding/http/import_dto.hpp"

namespace tenure::onboarding {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

constexpr const char* imports_path = "/v1/onboarding/imports";
constexpr const char* import_path = "/v1/onboarding/imports/{id}";

Result<Response> get_modules(ImportService& imports, const Request& request) {
    const std::string etag = "\"" + imports.catalog().version + "\"";
    Response response = request.header("if-none-match") == etag
                            ? Response{304, "", "", {}}
                            : http::ok(modules_json(imports.catalog()));
    response.headers.emplace_back("Cache-Control", "public, max-age=300");
    return http::with_etag(std::move(response), etag);
}

Result<Response> post_import(ImportService& imports, const Request& request) {
    TENURE_TRY_ASSIGN(const CreateImport command, parse_import(request));
    TENURE_TRY_ASSIGN(const Import import, imports.create(command));
    return http::created(to_json(import), std::string(imports_path) + "/" + import.id.str());
}

Result<Response> get_imports(ImportService& imports, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const ImportPage found,
                      imports.list(request.caller.account, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(found)), request, page, found.next_cursor);
}

Result<Response> get_import(ImportService& imports, const Request& request) {
    TENURE_TRY_ASSIGN(const ImportId id, parse_import_id(request));
    TENURE_TRY_ASSIGN(const Import import, imports.read(request.caller.account, id));
    return http::ok(to_json(import));
}

Result<Response> put_content(ImportService& imports, const Request& request) {
    TENURE_TRY_ASSIGN(const std::int64_t offset, parse_offset(request));
    TENURE_TRY_ASSIGN(const ImportId id, parse_import_id(request));
    TENURE_TRY_ASSIGN(const Import import,
                      imports.append(request.caller, id, offset, request.body));
    return http::ok(to_json(import));
}

/// 202: the outcome is found in the import later.
Result<Response> put_mapping(ImportService& imports, const Request& request) {
    TENURE_TRY_ASSIGN(const MapImport command, parse_mapping(request));
    TENURE_TRY_ASSIGN(const Import import, imports.map(command));
    return http::accepted(to_json(import));
}

Result<Response> put_delivery(ImportService& imports, const Request& request) {
    TENURE_TRY_ASSIGN(const bool skip_faulty, parse_delivery(request));
    TENURE_TRY_ASSIGN(const ImportId id, parse_import_id(request));
    TENURE_TRY_ASSIGN(const Import import, imports.deliver(request.caller, id, skip_faulty));
    return http::accepted(to_json(import));
}

Result<Response> delete_import(ImportService& imports, const Request& request) {
    TENURE_TRY_ASSIGN(const ImportId id, parse_import_id(request));
    TENURE_TRY_ASSIGN(const Import import, imports.cancel(request.caller, id));
    return http::ok(to_json(import));
}

}  // namespace

std::vector<http::Route> import_routes(ImportService& imports) {
    const auto handle = [&](auto handler) { return http::bind(handler, imports); };
    http::Route content{Method::put, "/v1/onboarding/imports/{id}/content", allow::admins,
                        handle(put_content)};
    content.body_type = "text/csv";
    return {
        {Method::get, "/v1/onboarding/import-modules", allow::members, handle(get_modules)},
        {Method::get, imports_path, allow::members, handle(get_imports)},
        {Method::post, imports_path, allow::admins, handle(post_import), Idempotency::optional},
        {Method::get, import_path, allow::members, handle(get_import)},
        {Method::delete_, import_path, allow::admins, handle(delete_import)},
        std::move(content),
        {Method::put, "/v1/onboarding/imports/{id}/mapping", allow::admins, handle(put_mapping)},
        {Method::put, "/v1/onboarding/imports/{id}/delivery", allow::admins, handle(put_delivery)},
    };
}

}  // namespace tenure::onboarding
