#include "gateway/answer.hpp"

#include "http/problem.hpp"

namespace tenure::gateway {

namespace {

Answer text_answer(std::string type, std::string body) {
    return {
        200, {{"Content-Type", std::move(type)}, {"Cache-Control", "no-store"}}, std::move(body)};
}

Error only_get() {
    Error error{ErrorKind::method_not_allowed, "method_not_allowed", "this can only be read"};
    error.members.emplace_back("allow", std::vector<std::string>{"GET", "HEAD"});
    return error;
}

Error not_ready(std::string detail) {
    return {ErrorKind::unavailable, "not_ready", std::move(detail)};
}

Answer description(const std::string& openapi) {
    Answer answer = json_answer(openapi);
    answer.fields.back().value = "public, max-age=300";
    return answer;
}

http::Caller caller_of(Worker& worker, const RequestContext& context) {
    const Identity& identity = *context.identity;
    http::Caller caller;
    caller.account = identity.account;
    caller.subject = identity.subject;
    caller.roles = identity.roles;
    caller.request_id = context.request_id;
    caller.traceparent = context.traceparent;
    caller.now = context.test_clock.value_or(worker.shared().clock.now());
    caller.on_test_clock = context.test_clock.has_value();
    return caller;
}

}  // namespace

std::string internal_token(Worker& worker, const RequestContext& context) {
    return worker.shared().tokens.issue(caller_of(worker, context));
}

std::string service_token(Worker& worker, const RequestContext& context) {
    http::Caller caller = caller_of(worker, context);
    caller.roles = Role::service;
    return worker.shared().tokens.issue(caller);
}

Answer json_answer(std::string body) {
    return text_answer("application/json", std::move(body));
}

Answer problem_answer(const Error& error, const RequestContext& context) {
    http::Response problem =
        http::problem(error, context.request_id, context.head.field("accept-language"));
    Answer answer = text_answer(problem.content_type, std::move(problem.body));
    answer.status = problem.status;
    for (auto& [name, value] : problem.headers) answer.fields.push_back({name, value});
    if (error.kind == ErrorKind::unauthenticated)
        answer.fields.push_back({"WWW-Authenticate", challenge_of(error)});
    return answer;
}

Error not_found() {
    return {ErrorKind::not_found, "route_not_found", "there is nothing at this path"};
}

Answer local_answer(Worker& worker, RequestContext& context) {
    const std::string& path = context.head.path;
    const std::string& openapi = worker.shared().config.openapi;
    if (path == "/healthz")
        context.route = "/healthz";
    else if (path == "/readyz")
        context.route = "/readyz";
    else if (path == "/openapi.json" && !openapi.empty())
        context.route = "/openapi.json";
    else
        return problem_answer(not_found(), context);
    if (!context.head.is_safe()) return problem_answer(only_get(), context);
    if (context.route == "/openapi.json") return description(openapi);
    if (context.route == "/healthz") return json_answer(R"({"status":"ok"})");
    if (worker.shared().health.ready()) return json_answer(R"({"status":"ready"})");
    return problem_answer(not_ready("some services are not ready yet"), context);
}

Answer operations_answer(Worker& worker, RequestContext& context) {
    const std::string& path = context.head.path;
    if (!context.head.is_safe()) return problem_answer(only_get(), context);
    if (path == "/metrics")
        return text_answer("text/plain; version=0.0.4; charset=utf-8",
                           worker.shared().registry.expose());
    if (path == "/livez") return json_answer(R"({"status":"ok"})");
    if (path != "/readyz") return problem_answer(not_found(), context);
    const std::string missing = worker.shared().health.missing();
    if (missing.empty()) return json_answer(R"({"status":"ready"})");
    return problem_answer(not_ready("not ready: " + missing), context);
}

}  // namespace tenure::gateway
