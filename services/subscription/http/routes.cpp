#include "subscription/http/routes.hpp"

#include "http/history.hpp"
#include "subscription/http/dto.hpp"

namespace tenure::subscription {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

constexpr const char* subscription_path = "/v1/subscription";
constexpr const char* changes_path = "/v1/subscription/changes";

/// 201, or 202 while the payment's outcome is not known.
Response changed(const Change& change, Timestamp now) {
    const std::string location = std::string(changes_path) + "/" + change.id.str();
    if (change.status == ChangeStatus::pending)
        return http::accepted(to_json(change, now), location);
    return http::created(to_json(change, now), location);
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
    const Caller& caller = request.caller;
    TENURE_TRY_ASSIGN(const Overview overview, subscriptions.read(caller.account, caller.now));
    return http::ok(to_json(overview, subscriptions.catalog(), caller.now));
}

Result<Response> post_subscription(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const StartCommand command, parse_start(request));
    TENURE_TRY_ASSIGN(const Change change, subscriptions.start(command));
    return changed(change, request.caller.now);
}

Result<Response> post_preview(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeCommand command, parse_preview(request));
    TENURE_TRY_ASSIGN(const Preview preview, subscriptions.preview(command));
    return http::ok(to_json(preview));
}

Result<Response> post_change(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeCommand command, parse_change(request));
    TENURE_TRY_ASSIGN(const Change change, subscriptions.make(command));
    return changed(change, request.caller.now);
}

Result<Response> get_changes(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const selling::ChangePage changes,
                      subscriptions.changes(request.caller.account, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(changes, request.caller.now)), request, page,
                                changes.next_cursor);
}

Result<Response> get_change(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_change_id(request));
    TENURE_TRY_ASSIGN(const Change change, subscriptions.change(request.caller.account, id));
    return http::ok(to_json(change, request.caller.now));
}

Result<Response> delete_change(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_change_id(request));
    TENURE_TRY_ASSIGN(const Change change, subscriptions.change(request.caller.account, id));
    TENURE_TRY(check_role(request.caller, change.type));
    TENURE_TRY_ASSIGN(const Change undone, subscriptions.undo(request.caller, id));
    return http::ok(to_json(undone, request.caller.now));
}

Result<Response> post_cancellation(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const CancelCommand command, parse_cancellation(request));
    TENURE_TRY_ASSIGN(const Cancellation cancellation, subscriptions.cancel(command));
    const std::string body = to_json(cancellation, request.caller.now);
    const bool pending = cancellation.change.status == ChangeStatus::pending;
    return pending ? http::accepted(body, subscription_path)
                   : http::created(body, subscription_path);
}

Result<Response> delete_cancellation(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(const Cancellation undone, subscriptions.undo_cancellation(request.caller));
    return http::ok(to_json(undone, request.caller.now));
}

Result<Response> put_usage(SubscriptionService& subscriptions, const Request& request) {
    TENURE_TRY_ASSIGN(UsageReport report, parse_usage(request));
    TENURE_TRY_ASSIGN(const Usage usage,
                      subscriptions.report_usage(request.caller, std::move(report)));
    return http::ok(to_json(usage));
}

Result<Response> get_access(SubscriptionService& subscriptions, const Request& request) {
    const Caller& caller = request.caller;
    TENURE_TRY_ASSIGN(const Access access, subscriptions.access(caller.account, caller.now));
    return http::ok(to_json(access, caller.now));
}

/// 100,000 users with identifiers of ordinary length.
constexpr std::size_t largest_usage_report = 10 << 20;

}  // namespace

std::vector<http::Route> routes(SubscriptionService& subscriptions, History& history) {
    const auto bound = [&](auto handler) { return http::bind(handler, subscriptions); };
    std::vector<http::Route> table = {
        {Method::get, "/v1/plans", allow::members, bound(get_plans)},
        {Method::get, "/v1/subscription", allow::members, bound(get_subscription)},
        {Method::post, "/v1/subscription", allow::admins, bound(post_subscription),
         Idempotency::required},
        {Method::post, "/v1/subscription/changes/preview", allow::billing, bound(post_preview)},
        {Method::get, "/v1/subscription/changes", allow::members, bound(get_changes)},
        {Method::post, "/v1/subscription/changes", allow::billing, bound(post_change),
         Idempotency::required},
        {Method::get, "/v1/subscription/changes/{id}", allow::members, bound(get_change)},
        {Method::delete_, "/v1/subscription/changes/{id}", allow::billing, bound(delete_change)},
        {Method::post, "/v1/subscription/cancellation", allow::admins, bound(post_cancellation),
         Idempotency::optional},
        {Method::delete_, "/v1/subscription/cancellation", allow::admins,
         bound(delete_cancellation)},
        {Method::put, "/v1/subscription/usage", allow::admins, bound(put_usage)},
        {Method::get, "/v1/subscription/history", allow::members, http::history(history)},
        {Method::get, "/v1/access", allow::members, bound(get_access)},
    };
    for (http::Route& route : table) {
        if (route.pattern == "/v1/access") route.polled = true;
        if (route.pattern == "/v1/subscription/usage") route.max_body = largest_usage_report;
    }
    return table;
}

}  // namespace tenure::subscription
