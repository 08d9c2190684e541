#pragma once
// Answers that the gateway makes itself: problems, health, metrics, the API's description.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "domain/error.hpp"
#include "gateway/identity/identifier.hpp"
#include "gateway/wire/fields.hpp"
#include "gateway/wire/request_head.hpp"
#include "gateway/worker.hpp"

namespace tenure::gateway {

struct Answer {
    int status = 200;
    Fields fields;
    std::string body;
};

/// What is known of a request while it is being answered.
struct RequestContext {
    const RequestHead& head;
    std::string request_id;
    std::string traceparent;
    std::string_view route = "other";  ///< metrics label; lives for ever
    std::optional<Identity> identity = {};
    std::optional<Timestamp> test_clock = {};  ///< the account's present, when it is on one
    bool body_read = false;                    ///< the connection stands at the next request
    int status = 0;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

/// Everything except authentication is done: a token for the services that says who asks.
std::string internal_token(Worker& worker, const RequestContext& context);
/// The same for what the gateway itself asks for on the way: for internal routes.
std::string service_token(Worker& worker, const RequestContext& context);

Answer json_answer(std::string body);
Answer problem_answer(const Error& error, const RequestContext& context);
/// 404 for everything that nobody answers.
Error not_found();

/// The customers' port, beside routes and overview: /healthz, /readyz, /openapi.json.
Answer local_answer(Worker& worker, RequestContext& context);
/// The operations' port: /metrics, /livez, /readyz.
Answer operations_answer(Worker& worker, RequestContext& context);

}  // namespace tenure::gateway
