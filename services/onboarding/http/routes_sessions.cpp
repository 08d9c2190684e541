#include "onboarding/domain/calendar_file.hpp"
#include "onboarding/http/dto.hpp"
#include "onboarding/http/routes.hpp"
#include "onboarding/http/session_dto.hpp"

namespace tenure::onboarding {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

constexpr const char* sessions_path = "/v1/onboarding/sessions";
constexpr const char* experts_path = "/v1/operator/onboarding/experts";

Result<std::string> shown(SessionServices& services, const Request& request,
                          const SessionView& view) {
    TENURE_TRY_ASSIGN(const TimeZone zone, parse_zone(request, view.time_zone));
    return to_json(view, zone, services.sessions.rules());
}

Result<Response> get_slots(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const SlotQuery query, parse_slots(request));
    const Slots slots = services.sessions.slots(request.caller, query);
    TENURE_TRY_ASSIGN(const TimeZone zone, parse_zone(request, slots.time_zone));
    return http::ok(to_json(slots, zone, services.sessions.rules()));
}

Result<Response> post_session(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const BookCommand command, parse_booking(request));
    TENURE_TRY_ASSIGN(const SessionView view, services.sessions.book(command));
    TENURE_TRY_ASSIGN(std::string body, shown(services, request, view));
    return http::created(std::move(body), std::string(sessions_path) + "/" + view.session.id.str());
}

Result<Response> get_sessions(SessionServices& services, const Request& request) {
    const std::vector<SessionView> views = services.sessions.all(request.caller.account);
    const std::string of_account = views.empty() ? "UTC" : views.front().time_zone;
    TENURE_TRY_ASSIGN(const TimeZone zone, parse_zone(request, of_account));
    return http::ok(to_json(views, zone, services.sessions.rules()));
}

Result<Response> get_session(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const SessionId id, parse_session_id(request));
    TENURE_TRY_ASSIGN(const SessionView view, services.sessions.find(request.caller.account, id));
    TENURE_TRY_ASSIGN(std::string body, shown(services, request, view));
    return http::ok(std::move(body));
}

Result<Response> get_calendar(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const SessionId id, parse_session_id(request));
    TENURE_TRY_ASSIGN(const SessionView view, services.sessions.find(request.caller.account, id));
    return Response{200,
                    calendar_file(view.session, view.expert, view.summary),
                    "text/calendar; charset=utf-8",
                    {}};
}

Result<Response> post_move(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const Timestamp begins, parse_move(request));
    TENURE_TRY_ASSIGN(const SessionId id, parse_session_id(request));
    TENURE_TRY_ASSIGN(const SessionView view, services.sessions.move(request.caller, id, begins));
    TENURE_TRY_ASSIGN(std::string body, shown(services, request, view));
    return http::ok(std::move(body));
}

Result<Response> delete_session(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const SessionId id, parse_session_id(request));
    TENURE_TRY_ASSIGN(const SessionView view, services.sessions.cancel(request.caller, id));
    TENURE_TRY_ASSIGN(std::string body, shown(services, request, view));
    return http::ok(std::move(body));
}

Result<Response> post_outcome(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const Outcome outcome, parse_outcome(request));
    TENURE_TRY_ASSIGN(const SessionId id, parse_session_id(request));
    TENURE_TRY_ASSIGN(const SessionView view,
                      services.sessions.record(request.caller, id, outcome));
    TENURE_TRY_ASSIGN(std::string body, shown(services, request, view));
    return http::ok(std::move(body));
}

Result<Response> post_waiting(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const std::string language, parse_waiting(request));
    TENURE_TRY_ASSIGN(const Waiting waiting,
                      services.sessions.wait(request.caller, language, request.idempotency));
    return http::created(to_json(waiting));
}

Result<Response> get_waiting(SessionServices& services, const Request& request) {
    if (const auto waiting = services.sessions.waiting(request.caller.account))
        return http::ok(to_json(*waiting));
    return Error{ErrorKind::not_found, "not_waiting", "the account waits for no slot"};
}

Result<Response> delete_waiting(SessionServices& services, const Request& request) {
    services.sessions.leave(request.caller);
    return http::no_content();
}

Result<Response> get_experts(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const ExpertPage found, services.experts.page(page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(found)), request, page, found.next_cursor);
}

Result<Response> post_expert(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const Expert wanted, parse_expert(request));
    TENURE_TRY_ASSIGN(const Expert expert,
                      services.experts.add(request.caller, wanted, request.idempotency));
    return http::with_etag(
        http::created(to_json(expert), std::string(experts_path) + "/" + expert.id.str()),
        http::etag_of(expert.version));
}

Result<Response> get_expert(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const ExpertId id, parse_expert_id(request));
    TENURE_TRY_ASSIGN(const Expert expert, services.experts.find(id));
    return http::with_etag(http::ok(to_json(expert)), http::etag_of(expert.version));
}

Result<Response> put_expert(SessionServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(Expert wanted, parse_expert(request));
    TENURE_TRY_ASSIGN(wanted.id, parse_expert_id(request));
    TENURE_TRY_ASSIGN(const Expert before, services.experts.find(wanted.id));
    TENURE_TRY(http::require_match(request, http::etag_of(before.version)));
    wanted.version = before.version;
    TENURE_TRY_ASSIGN(const Expert expert, services.experts.replace(request.caller, wanted));
    return http::with_etag(http::ok(to_json(expert)), http::etag_of(expert.version));
}

}  // namespace

std::vector<http::Route> session_routes(SessionServices& services) {
    const auto bound = [&](auto handler) { return http::bind(handler, services); };
    return {
        {Method::get, "/v1/onboarding/slots", allow::members, bound(get_slots)},
        {Method::post, sessions_path, allow::members, bound(post_session), Idempotency::required},
        {Method::get, sessions_path, allow::members, bound(get_sessions)},
        {Method::get, "/v1/onboarding/sessions/{id}", allow::members, bound(get_session)},
        {Method::get, "/v1/onboarding/sessions/{id}/calendar", allow::members, bound(get_calendar)},
        {Method::post, "/v1/onboarding/sessions/{id}/move", allow::members, bound(post_move)},
        {Method::delete_, "/v1/onboarding/sessions/{id}", allow::members, bound(delete_session)},
        {Method::post, "/v1/operator/onboarding/sessions/{id}/outcome", allow::operators,
         bound(post_outcome)},
        {Method::post, "/v1/onboarding/waiting-list", allow::members, bound(post_waiting),
         Idempotency::optional},
        {Method::get, "/v1/onboarding/waiting-list", allow::members, bound(get_waiting)},
        {Method::delete_, "/v1/onboarding/waiting-list", allow::members, bound(delete_waiting)},
        {Method::get, experts_path, allow::operators, bound(get_experts)},
        {Method::post, experts_path, allow::operators, bound(post_expert), Idempotency::required},
        {Method::get, "/v1/operator/onboarding/experts/{id}", allow::operators, bound(get_expert)},
        {Method::put, "/v1/operator/onboarding/experts/{id}", allow::operators, bound(put_expert)},
    };
}

}  // namespace tenure::onboarding
