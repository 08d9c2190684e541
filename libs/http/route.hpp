#pragma once
// The route table of a service: one row an endpoint.

#include <functional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/roles.hpp"
#include "http/message.hpp"

namespace tenure::http {

using Handler = std::function<Result<Response>(const Request&)>;

/// What a route asks of the Idempotency-Key.
enum class Idempotency {
    none,      ///< reads, PUT, DELETE
    optional,  ///< a POST that changes something
    required,  ///< a POST that moves money or credits: 400 `idempotency_key_required`
    /// Required too, but the key stands in the resource that the request makes, where the handler
    /// finds it again: no log is asked before, no answer is stored after. For the busiest routes.
    in_resource,
};

struct Route {
    Method method;
    std::string pattern;  ///< "/v1/subscription/changes/{id}"; also the metrics' route label
    RoleSet allowed;
    Handler handler;
    Idempotency idempotency = Idempotency::none;
    /// JSON pointers in the body that may look like a card number; anywhere else one is refused.
    std::vector<std::string> unguarded = {};
    /// Asked for again and again by other services: its successes are logged at debug level only.
    bool polled = false;
    /// In bytes, where a body may be larger than the server's limit (http/server.hpp).
    std::size_t max_body = 0;
    /// What a body must be sent as. What is no JSON is not looked at before the handler gets it.
    std::string body_type = "application/json";
};

/// Binds a handler `Result<Response> f(Service&, const Request&)` to its service.
template <class Service>
Handler bind(Result<Response> (*handler)(Service&, const Request&), Service& service) {
    return [handler, &service](const Request& request) { return handler(service, request); };
}

}  // namespace tenure::http
