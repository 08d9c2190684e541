#include "integration/http/fixture.hpp"

namespace tenure::http_test {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;
using http::Route;

Result<Response> echo(const Request& request) {
    return http::ok(request.body);
}

Result<Response> give_headers(const Request&) {
    Response response = http::created("{}", "/v1/things/1");
    response.headers.emplace_back("ETag", "\"7\"");
    response.headers.emplace_back("Link", "<a>; rel=\"next\"");
    response.headers.emplace_back("Link", "<b>; rel=\"prev\"");
    response.headers.emplace_back("Cache-Control", "public, max-age=300");
    response.headers.emplace_back("Retry-After", "3");
    response.headers.emplace_back("Content-Language", "fr");
    return response;
}

Result<Response> give_large(const Request& request) {
    return http::ok("\"" + std::string(std::stoul(*request.query_parameter("size")), 'x') + "\"");
}

Result<Response> fail(const Request&) {
    throw std::runtime_error("a bug");
}

std::vector<Route> routes(std::function<Result<Response>(const Request&)> slow) {
    const RoleSet all = allow::members | allow::services;
    return {{Method::get, "/v1/things", all, [](const Request&) { return http::ok("{}"); }},
            {Method::post, "/v1/things", all, echo, Idempotency::optional},
            {Method::delete_, "/v1/things/{id}", all,
             [](const Request&) { return http::no_content(); }},
            {Method::get, "/v1/things/{id}", all,
             [](const Request& r) { return http::ok(r.path_parameter("id")); }},
            {Method::get, "/v1/headers", all, give_headers},
            {Method::get, "/v1/large", all, give_large},
            {Method::get, "/v1/fail", all, fail},
            {Method::get, "/v1/slow", all, slow ? std::move(slow) : echo}};
}

}  // namespace

TestServer::TestServer(std::uint16_t port, int threads,
                       std::function<Result<Response>(const Request&)> slow)
    : server({.address = "127.0.0.1",
              .port = port,
              .threads = threads,
              .max_body = 1 << 20,
              .service = "test"},
             routes(std::move(slow)), tokens, nullptr, metrics, [] { return true; }) {
    server.start();
}

}  // namespace tenure::http_test
