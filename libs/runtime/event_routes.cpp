#include "runtime/event_routes.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "pg/events.hpp"

namespace tenure::runtime {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds slice{250};  ///< of a wait: how often it looks whether to stop
constexpr int longest_wait_seconds = 20;
constexpr int largest_limit = 100;
constexpr std::size_t longest_cursor = 64;

struct FeedQuery {
    std::string after;
    milliseconds wait{0};
    int limit = largest_limit;
};

/// A query parameter within its bounds, or its fallback; a bad one is added to the errors.
int number_of(const http::Request& request, const std::string& name, int fallback, int min, int max,
              std::vector<FieldError>& errors) {
    const auto text = request.query_parameter(name);
    if (!text) return fallback;
    int number = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, failure] = std::from_chars(text->data(), end, number);
    if (failure == std::errc() && stop == end && number >= min && number <= max) return number;
    errors.push_back({"/" + name, "out_of_range",
                      name + " is not a whole number from " + std::to_string(min) + " to " +
                          std::to_string(max)});
    return fallback;
}

Result<FeedQuery> parse_query(const http::Request& request) {
    std::vector<FieldError> errors;
    const int wait = number_of(request, "wait", 0, 0, longest_wait_seconds, errors);
    const int limit = number_of(request, "limit", largest_limit, 1, largest_limit, errors);
    if (!errors.empty())
        return Error{ErrorKind::invalid, "invalid_fields", "some query parameters are not valid",
                     std::move(errors)};
    return FeedQuery{.after = request.query_parameter("after").value_or(""),
                     .wait = std::chrono::seconds(wait),
                     .limit = limit};
}

std::string render(const pg::Event& event) {
    // The data is JSON text already (its column's type says so) and goes in as it is.
    std::string text = json::dump(json::Object{{"id", event.id},
                                               {"type", event.type},
                                               {"account", event.account.str()},
                                               {"occurred_at", json::write(event.occurred_at)},
                                               {"cursor", event.cursor}});
    text.pop_back();
    return text + ",\"data\":" + event.data + "}";
}

std::string render(const pg::EventBatch& batch) {
    std::string text = "{\"events\":[";
    for (const pg::Event& event : batch.events)
        text += (&event == batch.events.data() ? "" : ",") + render(event);
    // A cursor is digits and a dot.
    return text + "],\"next_cursor\":\"" + batch.next_cursor + "\"}";
}

Result<http::Response> get_events(pg::Pool& pool, const std::atomic<bool>& stopping,
                                  const http::Request& request) {
    TENURE_TRY_ASSIGN(const FeedQuery query, parse_query(request));
    const auto deadline = steady_clock::now() + query.wait;
    while (true) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
        const milliseconds wait = std::clamp(left, milliseconds(0), slice);
        TENURE_TRY_ASSIGN(const pg::EventBatch batch,
                          pg::read_events(pool, query.after, query.limit, wait));
        if (!batch.events.empty() || left <= slice || stopping) return http::ok(render(batch));
    }
}

Result<http::Response> post_consumer(const std::vector<Consumer*>& consumers,
                                     const http::Request& request) {
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    const std::string cursor = body.string("cursor", {0, longest_cursor});
    TENURE_TRY(body.finish());
    for (Consumer* const consumer : consumers) {
        if (consumer->source() != request.path_parameter("source")) continue;
        TENURE_TRY(consumer->catch_up_to(cursor));
        return http::no_content();
    }
    return Error{ErrorKind::not_found, "consumer_not_found",
                 "this service does not follow the events of that one"};
}

}  // namespace

std::vector<http::Route> event_routes(pg::Pool& pool, std::vector<Consumer*> consumers,
                                      const std::atomic<bool>& stopping) {
    const auto feed = [&](const http::Request& request) {
        return get_events(pool, stopping, request);
    };
    const auto head = [&](const http::Request& request) -> Result<http::Response> {
        return http::ok(
            json::dump(json::Object{{"cursor", pg::last_cursor(pool, request.caller.account)}}));
    };
    const auto consumer = [consumers = std::move(consumers)](const http::Request& request) {
        return post_consumer(consumers, request);
    };
    return {{.method = http::Method::get,
             .pattern = "/internal/v1/events",
             .allowed = allow::services,
             .handler = feed,
             .polled = true},
            {http::Method::get, "/internal/v1/events/head", allow::services, head},
            {http::Method::post, "/internal/v1/consumers/{source}", allow::services, consumer}};
}

}  // namespace tenure::runtime
