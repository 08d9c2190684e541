// Consumes another service's event feed.
// It asks without `wait`, as often as its worker's interval says: a server's worker thread serves
// many connections, and a request that waits would hold up all the others of that thread.

#include <optional>
#include <string_view>
#include <utility>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "runtime/runtime.hpp"

namespace tenure::runtime {

namespace {

constexpr std::size_t batch_size = 100;
constexpr std::chrono::seconds feed_timeout{5};

/// The feed belongs to no account; a token names one.
const AccountId feed_account("acc_tenure");

Error malformed(const std::string& source) {
    return {ErrorKind::bad_gateway, "unexpected_answer", "not an event feed: " + source};
}

std::optional<std::string> text_of(const nlohmann::json& object, const char* name) {
    if (!object.is_object() || !object.contains(name) || !object[name].is_string())
        return std::nullopt;
    return object[name].get<std::string>();
}

std::optional<pg::Event> parse_event(const nlohmann::json& object) {
    const auto id = text_of(object, "id");
    const auto type = text_of(object, "type");
    const auto account = text_of(object, "account");
    const auto occurred_at = text_of(object, "occurred_at");
    const auto cursor = text_of(object, "cursor");
    if (!id || !type || !account || !occurred_at || !cursor || !object.contains("data"))
        return std::nullopt;
    const auto account_id = AccountId::parse(*account);
    const auto instant = parse_timestamp(*occurred_at);
    if (!account_id.ok() || !instant.ok()) return std::nullopt;
    return pg::Event{*id, *type, *account_id, *instant, json::dump(object["data"]), *cursor};
}

class Consumer {
  public:
    using Consume = std::function<Status(const pg::Event&, const std::string&, const std::string&)>;

    Consumer(pg::Pool& pool, std::string source, http::Client& client,
             const http::InternalTokens& tokens, Consume consume, metrics::Counter& events)
        : pool_(pool),
          source_(std::move(source)),
          client_(client),
          tokens_(tokens),
          consume_(std::move(consume)),
          events_(events) {}

    /// One request and the effects of its events; true when the feed may have more.
    Result<bool> round() {
        // Read each time: another process of this service may have moved it.
        std::string from = pg::load_cursor(pool_, source_);
        TENURE_TRY_ASSIGN(const std::vector<pg::Event> events, read_feed(from));
        for (const pg::Event& event : events) {
            const Status status = consume_(event, from, event.cursor);
            if (!status.ok() && status.error().code == "cursor_moved") return true;
            TENURE_TRY(status);
            events_.increment();
            from = event.cursor;
        }
        return events.size() == batch_size;
    }

  private:
    Result<std::vector<pg::Event>> read_feed(const std::string& after) {
        const std::string target =
            "/internal/v1/events?after=" + after + "&limit=" + std::to_string(batch_size);
        TENURE_TRY_ASSIGN(
            const http::ClientResponse response,
            client_.send(tokens_.service_caller("event-consumer", feed_account), http::Method::get,
                         target, {}, std::chrono::milliseconds(feed_timeout)));
        if (response.status != 200) return http::error_of(response);
        TENURE_TRY_ASSIGN(const nlohmann::json body, json::parse(response.body));
        if (!body.is_object() || !body.contains("events") || !body["events"].is_array())
            return malformed(source_);
        std::vector<pg::Event> events;
        for (const nlohmann::json& object : body["events"]) {
            std::optional<pg::Event> event = parse_event(object);
            if (!event) return malformed(source_);
            events.push_back(std::move(*event));
        }
        return events;
    }

    pg::Pool& pool_;
    std::string source_;
    http::Client& client_;
    const http::InternalTokens& tokens_;
    Consume consume_;
    metrics::Counter& events_;
};

}  // namespace

std::function<Result<bool>()> consumer(
    pg::Pool& pool, std::string source, http::Client& client, const http::InternalTokens& tokens,
    std::function<Status(const pg::Event& event, const std::string& from, const std::string& to)>
        consume,
    metrics::Registry& metrics) {
    metrics::Counter& events =
        metrics.counter("tenure_consumer_events_total",
                        "Events of another service that took effect here", {{"source", source}});
    const auto state = std::make_shared<Consumer>(pool, std::move(source), client, tokens,
                                                  std::move(consume), events);
    return [state] { return state->round(); };
}

}  // namespace tenure::runtime
