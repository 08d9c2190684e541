#include "subscription/http/routes.hpp"

#include "subscription/http/dto.hpp"

namespace tenure::subscription {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

constexpr const char* changes_path = "/v1/subscription/changes";

/// 201, or 202 while the payment's outcome is not known.
Response changed(const Change& change) {
    const std::string location = std::string(changes_path) + "/" + change.id.str();
    if (change.status == ChangeStatus::pending) return http::accepted(to_json(change), location);
    return http::created(to_json(change), location);
}

Result<Response> get_plans(SubscriptionService& subscriptions, const Request& request) {
    const Catalog& catalog = subscriptions.catalog();
    const std::string etag = "\"" + catalog.version + "\"";
    Response response = http::ok(to_json(catalog));
    if (request.header("if-none-match") == etag) response = Response{304, "", "", {}};
    response.headers.emplace_back("Cache-Control", "public, max-age=300");
    return http::with_etag(std::move(response), etag);
}

Result<Response> get_subscription(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const Subscription subscription,
                      subscriptions.read(request.caller.account, request.caller.now));
    return http::ok(to_json(subscription, subscriptions.catalog()));
}

Result<Response> post_subscription(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const StartCommand command, parse_start(request));
    TENURE_TRY_ASSIGN(const Change change, subscriptions.start(command));
    return changed(change);
}

Result<Response> post_preview(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const AddUsersCommand command, parse_preview(request));
    TENURE_TRY_ASSIGN(const std::string quote, subscriptions.preview(command));
    return http::ok(quote);
}

Result<Response> post_change(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const AddUsersCommand command, parse_change(request));
    TENURE_TRY_ASSIGN(const Change change, subscriptions.add_users(command));
    return changed(change);
}

Result<Response> get_changes(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const ChangePage changes,
                      subscriptions.changes(request.caller.account, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(changes)), request, page, changes.next_cursor);
}

Result<Response> get_change(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_change_id(request));
    TENURE_TRY_ASSIGN(const Change change, subscriptions.change(request.caller.account, id));
    return http::ok(to_json(change));
}

}  // namespace

std::vector<http::Route> routes(SubscriptionService& subscriptions) {
    const auto bound = [&](auto handler) { return http::bind(handler, subscriptions); };
    return {
        {Method::get, "/v1/plans", allow::members, bound(get_plans)},
        {Method::get, "/v1/subscription", allow::members, bound(get_subscription)},
        {Method::post, "/v1/subscription", allow::admins, bound(post_subscription),
         Idempotency::required},
        {Method::post, "/v1/subscription/changes/preview", allow::billing, bound(post_preview)},
        {Method::get, "/v1/subscription/changes", allow::members, bound(get_changes)},
        {Method::post, "/v1/subscription/changes", allow::billing, bound(post_change),
         Idempotency::required},
        {Method::get, "/v1/subscription/changes/{id}", allow::members, bound(get_change)},
    };
}

}  // namespace tenure::subscription
