#include "add_on/http/routes.hpp"

#include "add_on/http/dto.hpp"
#include "http/history.hpp"

namespace tenure::add_on {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

constexpr const char* changes_path = "/v1/add-ons/customer-meeting/changes";
constexpr const char* change_path = "/v1/add-ons/customer-meeting/changes/{id}";
constexpr const char* user_path = "/v1/add-ons/customer-meeting/users/{user_id}";

/// 201, or 202 while the payment's outcome is not known.
Response changed(const Change& change, Timestamp now) {
    const std::string location = std::string(changes_path) + "/" + change.id.str();
    if (change.status == ChangeStatus::pending)
        return http::accepted(to_json(change, now), location);
    return http::created(to_json(change, now), location);
}

Result<Response> get_add_ons(AddOnService& add_ons, const Request& request) {
    const Catalog& catalog = add_ons.catalog();
    const std::string etag = "\"" + catalog.version + "\"";
    Response response = http::ok(to_json(catalog));
    if (request.header("if-none-match") == etag) response = Response{304, "", "", {}};
    response.headers.emplace_back("Cache-Control", "public, max-age=300");
    return http::with_etag(std::move(response), etag);
}

Result<Response> get_add_on(AddOnService& add_ons, const Request& request) {
    TENURE_TRY_ASSIGN(const AddOn add_on, add_ons.read(request.caller.account, request.caller.now));
    return http::ok(to_json(add_on, add_ons.catalog(), request.caller.now));
}

Result<Response> post_preview(AddOnService& add_ons, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeCommand command, parse_preview(request));
    TENURE_TRY_ASSIGN(const Preview preview, add_ons.preview(command));
    return http::ok(to_json(preview, request.caller.now));
}

Result<Response> post_change(AddOnService& add_ons, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeCommand command, parse_change(request));
    TENURE_TRY_ASSIGN(const Change change, add_ons.make(command));
    return changed(change, request.caller.now);
}

Result<Response> get_changes(AddOnService& add_ons, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const selling::ChangePage changes,
                      add_ons.changes(request.caller.account, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(changes, request.caller.now)), request, page,
                                changes.next_cursor);
}

Result<Response> get_change(AddOnService& add_ons, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_change_id(request));
    TENURE_TRY_ASSIGN(const Change change, add_ons.change(request.caller.account, id));
    return http::ok(to_json(change, request.caller.now));
}

Result<Response> delete_change(AddOnService& add_ons, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_change_id(request));
    TENURE_TRY_ASSIGN(const Change change, add_ons.undo(request.caller, id));
    return http::ok(to_json(change, request.caller.now));
}

Result<Response> get_users(RightsService& rights, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const NamedUsers users, rights.list(request.caller.account, page.limit,
                                                          page.cursor, request.caller.now));
    return http::with_next_page(http::ok(to_json(users)), request, page, users.page.next_cursor);
}

Result<Response> get_user(RightsService& rights, const Request& request) {
    TENURE_TRY_ASSIGN(const std::string user, parse_user_id(request));
    TENURE_TRY_ASSIGN(const UserRight right,
                      rights.read(request.caller.account, user, request.caller.now));
    return http::ok(to_json(right));
}

Result<Response> put_user(RightsService& rights, const Request& request) {
    TENURE_TRY_ASSIGN(const std::string user, parse_user_id(request));
    TENURE_TRY(parse_naming(request));
    TENURE_TRY_ASSIGN(const RightsService::Named named, rights.name(request.caller, user));
    return named.is_new ? http::created(to_json(named.right)) : http::ok(to_json(named.right));
}

Result<Response> delete_user(RightsService& rights, const Request& request) {
    TENURE_TRY_ASSIGN(const std::string user, parse_user_id(request));
    TENURE_TRY(rights.revoke(request.caller, user));
    return http::no_content();
}

}  // namespace

std::vector<http::Route> routes(AddOnService& add_ons, RightsService& rights, History& history) {
    const auto of_package = [&](auto handler) { return http::bind(handler, add_ons); };
    const auto of_users = [&](auto handler) { return http::bind(handler, rights); };
    return {
        {Method::get, "/v1/add-ons", allow::members, of_package(get_add_ons)},
        {Method::get, "/v1/add-ons/customer-meeting", allow::members, of_package(get_add_on)},
        {Method::post, "/v1/add-ons/customer-meeting/changes/preview", allow::billing,
         of_package(post_preview)},
        {Method::get, changes_path, allow::members, of_package(get_changes)},
        {Method::post, changes_path, allow::billing, of_package(post_change),
         Idempotency::required},
        {Method::get, change_path, allow::members, of_package(get_change)},
        {Method::delete_, change_path, allow::billing, of_package(delete_change)},
        {Method::get, "/v1/add-ons/customer-meeting/users", allow::members, of_users(get_users)},
        {Method::get, user_path, allow::members, of_users(get_user)},
        {Method::put, user_path, allow::billing, of_users(put_user)},
        {Method::get, "/v1/add-ons/customer-meeting/history", allow::billing,
         http::history(history)},
        {Method::delete_, user_path, allow::billing, of_users(delete_user)},
    };
}

}  // namespace tenure::add_on
