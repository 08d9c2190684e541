#include "http/dispatch.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>

#include "domain/unavailable.hpp"
#include "http/card_guard.hpp"
#include "http/idempotency_key.hpp"
#include "http/problem.hpp"
#include "http/target.hpp"
#include "log/log.hpp"

namespace tenure::http {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t longest_request_id = 128;

std::string header_of(const WireRequest& wire, std::string_view name) {
    const auto found = wire.headers.find(std::string(name));
    return found == wire.headers.end() ? std::string() : found->second;
}

std::string_view path_of(const WireRequest& wire) {
    const std::string_view target = wire.target;
    return target.substr(0, target.find('?'));
}

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= longest_request_id &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
           });
}

std::optional<Method> parse_method(std::string_view name) {
    for (const Method method : all_methods)
        if (name_of(method) == name) return method;
    return std::nullopt;
}

/// The media type of a Content-Type, without its parameters.
std::string media_type_of(std::string_view content_type) {
    std::string type;
    for (const char c : content_type.substr(0, content_type.find(';')))
        if (c != ' ' && c != '\t')
            type += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return type;
}

/// A body of another type than the route takes.
Status check_body_type(const WireRequest& wire, const Route& route) {
    if (wire.body.empty() || media_type_of(header_of(wire, "content-type")) == route.body_type)
        return done;
    const bool json = route.body_type == "application/json";
    return Error{ErrorKind::unsupported_media, json ? "not_json" : "body_type_not_accepted",
                 "send the body as " + route.body_type};
}

void check_headers(const Response& response) {
    for (const auto& [name, value] : response.headers) {
        const bool known = std::find(response_header_names.begin(), response_header_names.end(),
                                     name) != response_header_names.end();
        if (!known) throw std::logic_error("the server does not send the header " + name);
        const bool clean = std::all_of(value.begin(), value.end(), [](char c) {
            return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
        });
        if (!clean) throw std::logic_error("control character in the header " + name);
    }
}

/// What a later request with the same key may be answered: final outcomes only. After a 202 the
/// work goes on; a repetition is in use for a while, then finds out how it ended.
bool is_final(int status) {
    const bool success = status >= 200 && status < 300 && status != 202;
    const bool refusal = status >= 400 && status < 500;
    return success || (refusal && status != 401 && status != 409 && status != 429);
}

Response replay(const StoredAnswer& stored) {
    Response response = ok(stored.body);
    response.status = stored.status;
    if (stored.status >= 400) response.content_type = "application/problem+json";
    if (stored.body.empty()) response.content_type.clear();
    if (!stored.location.empty()) response.headers.emplace_back("Location", stored.location);
    response.headers.emplace_back("Idempotent-Replayed", "true");
    return response;
}

std::string location_in(const Response& response) {
    for (const auto& [name, value] : response.headers)
        if (name == "Location") return value;
    return {};
}

class CountedInFlight {
  public:
    explicit CountedInFlight(metrics::Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
    ~CountedInFlight() { gauge_.add(-1); }
    CountedInFlight(const CountedInFlight&) = delete;
    CountedInFlight& operator=(const CountedInFlight&) = delete;

  private:
    metrics::Gauge& gauge_;
};

}  // namespace

/// What is learnt of a request on its way, for the log line, the metrics and the problem document.
struct Dispatcher::Exchange {
    SteadyClock::time_point started = SteadyClock::now();
    std::string method;
    std::string request_id;
    std::string traceparent;
    std::string accept_language;
    const Route* route = nullptr;
    std::string code;  ///< of the problem that is answered
};

/// The metrics of one route and method, looked up once: a look-up costs a lock.
class Dispatcher::RouteMetrics {
  public:
    RouteMetrics(metrics::Registry& metrics, std::string route, std::string method)
        : metrics_(metrics),
          route_(std::move(route)),
          method_(std::move(method)),
          seconds_(metrics.histogram("tenure_http_request_seconds",
                                     "Time from a whole request to its answer.",
                                     metrics::duration_buckets, {{"route", route_}})) {}

    const std::string& route() const { return route_; }

    void count(int status, double seconds) {
        seconds_.observe(seconds);
        std::atomic<metrics::Counter*>& slot = by_status_.at(static_cast<std::size_t>(status));
        metrics::Counter* counter = slot.load(std::memory_order_acquire);
        if (counter == nullptr) {
            counter = &metrics_.counter(
                "tenure_http_requests_total", "Requests answered.",
                {{"route", route_}, {"method", method_}, {"status", std::to_string(status)}});
            slot.store(counter, std::memory_order_release);
        }
        counter->increment();
    }

  private:
    metrics::Registry& metrics_;
    std::string route_;
    std::string method_;
    metrics::Histogram& seconds_;
    std::array<std::atomic<metrics::Counter*>, 600> by_status_{};
};

Dispatcher::Dispatcher(std::vector<Route> routes, const InternalTokens& tokens,
                       IdempotencyLog* idempotency, metrics::Registry& metrics,
                       std::function<bool()> ready, std::size_t max_body)
    : table_(std::move(routes)),
      tokens_(tokens),
      idempotency_(idempotency),
      metrics_(metrics),
      ready_(std::move(ready)),
      max_body_(max_body),
      in_flight_(metrics.gauge("tenure_http_in_flight", "Requests being answered.")) {
    metrics
        .gauge("tenure_build_info", "Always 1; the label tells the version.",
               {{"version", TENURE_VERSION}})
        .set(1);
    for (const Route& route : table_.routes())
        route_metrics_.emplace(&route,
                               std::make_unique<RouteMetrics>(metrics, route.pattern,
                                                              std::string(name_of(route.method))));
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "other"})
        unmatched_metrics_.emplace(method,
                                   std::make_unique<RouteMetrics>(metrics, "unmatched", method));
}

Dispatcher::~Dispatcher() = default;

Response Dispatcher::handle(WireRequest wire) {
    if (std::optional<Response> probe = health(wire)) return *std::move(probe);
    const CountedInFlight counted(in_flight_);
    Exchange exchange{.method = wire.method,
                      .request_id = header_of(wire, "x-request-id"),
                      .traceparent = {},
                      .accept_language = header_of(wire, "accept-language"),
                      .code = {}};
    const Result<Caller> caller = tokens_.verify(header_of(wire, internal_token_header));
    if (caller) {
        exchange.request_id = caller->request_id;
        exchange.traceparent = caller->traceparent;
    }
    if (!is_request_id(exchange.request_id)) exchange.request_id = new_id("req", clock_.now());
    const log::RequestScope scope(exchange.request_id);
    Response response = answer(wire, caller, exchange);
    finish(response, wire, exchange);
    return response;
}

Response Dispatcher::refuse(ErrorKind kind) {
    Exchange exchange{.method = {},
                      .request_id = new_id("req", clock_.now()),
                      .traceparent = {},
                      .accept_language = {},
                      .code = {}};
    const log::RequestScope scope(exchange.request_id);
    const Error error =
        kind == ErrorKind::too_large
            ? Error{kind, "body_too_large", "the request is larger than this server accepts"}
            : Error{kind, "malformed_request", "the request is not HTTP that this server reads"};
    Response response = problem_of(error, exchange);
    finish(response, {}, exchange);
    return response;
}

std::optional<Response> Dispatcher::health(const WireRequest& wire) {
    const std::string_view path = path_of(wire);
    if (wire.method != "GET") return std::nullopt;
    if (path == "/livez") return ok(R"({"status":"live"})");
    if (path == "/metrics")
        return Response{.status = 200,
                        .body = metrics_.expose(),
                        .content_type = "text/plain; version=0.0.4; charset=utf-8",
                        .headers = {}};
    if (path != "/readyz") return std::nullopt;
    try {
        if (ready_()) return ok(R"({"status":"ready"})");
    } catch (const std::exception& failure) {
        log::warning("readiness check failed", {{"error", std::string_view(failure.what())}});
    }
    return problem({ErrorKind::unavailable, "unavailable", "not ready yet"},
                   new_id("req", clock_.now()));
}

Response Dispatcher::answer(WireRequest& wire, const Result<Caller>& caller, Exchange& exchange) {
    try {
        if (!caller) return problem_of(caller.error(), exchange);
        Result<Response> outcome = serve(wire, *caller, exchange);
        if (!outcome) return problem_of(outcome.error(), exchange);
        check_headers(*outcome);
        return *std::move(outcome);
    } catch (const Unavailable& failure) {
        log::error("infrastructure failed", {{"error", std::string_view(failure.what())}});
        return problem_of({ErrorKind::unavailable, "unavailable", "please try again shortly"},
                          exchange);
    } catch (const std::exception& failure) {
        log::error("a handler threw", {{"error", std::string_view(failure.what())}});
    } catch (...) {
        log::error("a handler threw what is no std::exception");
    }
    return problem_of({ErrorKind::internal, "internal_error",
                       "an unexpected error; its request_id helps us find the cause"},
                      exchange);
}

Result<Response> Dispatcher::serve(WireRequest& wire, const Caller& caller, Exchange& exchange) {
    TENURE_TRY_ASSIGN(Target target, parse_target(wire.target));
    RouteTable::Match match = table_.find(target.segments);
    const std::vector<std::string> allowed = match.allowed_methods();
    if (allowed.empty())
        return Error{ErrorKind::not_found, "route_not_found", "there is nothing at this path"};
    const std::optional<Method> method = parse_method(wire.method);
    const Route* route = method ? match.route(*method) : nullptr;
    if (route == nullptr)
        return Error{ErrorKind::method_not_allowed,
                     "method_not_allowed",
                     "this path does not know the method",
                     {},
                     {{"allow", allowed}}};
    exchange.route = route;
    const std::size_t max_body = std::max(max_body_, route->max_body);
    if (wire.body.size() > max_body)
        return Error{ErrorKind::too_large, "body_too_large",
                     "the body is longer than " + std::to_string(max_body) + " bytes"};
    if (!route->allowed.intersects(caller.roles))
        return Error{ErrorKind::forbidden, "role_not_allowed", "none of your roles may do this"};
    TENURE_TRY(check_body_type(wire, *route));

    Request request{.method = *method,
                    .path = std::move(target.path),
                    .path_parameters = std::move(match.parameters),
                    .query = std::move(target.query),
                    .headers = std::move(wire.headers),
                    .body = std::move(wire.body),
                    .caller = caller,
                    .idempotency = std::nullopt};
    TENURE_TRY(refuse_card_numbers(request, route->unguarded));
    if (route->idempotency == Idempotency::none) return route->handler(request);
    return run_keyed(*route, request, exchange);
}

Result<Response> Dispatcher::run_keyed(const Route& route, Request& request, Exchange& exchange) {
    const std::optional<std::string> header = request.header("idempotency-key");
    if (!header) {
        if (route.idempotency == Idempotency::optional) return route.handler(request);
        return Error{ErrorKind::malformed, "idempotency_key_required",
                     "send an Idempotency-Key: this request moves money or credits"};
    }
    TENURE_TRY_ASSIGN(std::string key, parse_idempotency_key(*header));
    request.idempotency = IdempotencyKey{
        std::move(key),
        fingerprint_of(request.method, request.path, tokens_.keyed_digest(request.body)),
        std::nullopt};
    if (idempotency_ == nullptr || route.idempotency == Idempotency::in_resource)
        return route.handler(request);

    TENURE_TRY_ASSIGN(KeyState state,
                      idempotency_->find(request.caller.account, *request.idempotency));
    switch (state.kind) {
        case KeyState::Kind::answered:
            return replay(state.answer);
        case KeyState::Kind::reused:
            return Error{ErrorKind::invalid, "idempotency_key_reused",
                         "this Idempotency-Key was used for another request"};
        case KeyState::Kind::in_use:
            return Error{ErrorKind::conflict, "idempotency_key_in_use",
                         "an equal request with this Idempotency-Key is still running"};
        case KeyState::Kind::interrupted:
            request.idempotency->resume = std::move(state.resource_id);
            break;
        case KeyState::Kind::unknown:
            break;
    }
    return run_and_store(route, request, exchange);
}

Response Dispatcher::run_and_store(const Route& route, const Request& request, Exchange& exchange) {
    Result<Response> outcome = route.handler(request);
    Response response =
        outcome ? *std::move(outcome) : problem_of(std::move(outcome).error(), exchange);
    check_headers(response);
    if (is_final(response.status)) store(request, response);
    return response;
}

void Dispatcher::store(const Request& request, const Response& response) {
    // The work is committed: the client gets its answer even if it cannot be kept. A repetition
    // then finds the key interrupted, and the use case carries on from the resource.
    try {
        const Status stored =
            idempotency_->store_answer(request.caller.account, *request.idempotency,
                                       {response.status, response.body, location_in(response)});
        if (!stored)
            log::warning("answer not stored", {{"code", std::string_view(stored.error().code)}});
    } catch (const std::exception& failure) {
        log::warning("answer not stored", {{"error", std::string_view(failure.what())}});
    }
}

Response Dispatcher::problem_of(const Error& error, Exchange& exchange) {
    exchange.code = error.code;
    return problem(error, exchange.request_id, exchange.accept_language);
}

Dispatcher::RouteMetrics& Dispatcher::metrics_of(const Exchange& exchange) {
    if (exchange.route != nullptr) return *route_metrics_.at(exchange.route);
    const auto found = unmatched_metrics_.find(exchange.method);
    return found != unmatched_metrics_.end() ? *found->second : *unmatched_metrics_.at("other");
}

void Dispatcher::finish(Response& response, const WireRequest& wire, const Exchange& exchange) {
    const bool has_caching = std::any_of(response.headers.begin(), response.headers.end(),
                                         [](const auto& h) { return h.first == "Cache-Control"; });
    if (!has_caching && path_of(wire).starts_with("/v1/"))
        response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Request-Id", exchange.request_id);

    const std::chrono::duration<double> taken = SteadyClock::now() - exchange.started;
    RouteMetrics& route_metrics = metrics_of(exchange);
    route_metrics.count(response.status, taken.count());
    const bool routine = exchange.route && exchange.route->polled && response.status < 400;
    log::write(routine ? log::Level::debug : log::Level::info, "request",
               {{"method", std::string_view(exchange.method)},
                {"route", std::string_view(route_metrics.route())},
                {"status", std::int64_t{response.status}},
                {"code", std::string_view(exchange.code)},
                {"duration_ms", taken.count() * 1000},
                {"traceparent", std::string_view(exchange.traceparent)}});
}

}  // namespace tenure::http
