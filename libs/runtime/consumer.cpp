// Consumes another service's event feed.
// It asks without `wait`, as often as its worker's interval says: a server's worker thread serves
// many connections, and a request that waits would hold up all the others of that thread.

#include "runtime/consumer.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "domain/unavailable.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include "log/log.hpp"
#include "pg/parked_events.hpp"

namespace tenure::runtime {

namespace {

constexpr std::size_t batch_size = 100;
constexpr std::chrono::seconds feed_timeout{5};

/// How long somebody waits for this consumer to catch up, and how often it looks again: an event
/// may be invisible for a moment, while an older transaction is open.
constexpr std::chrono::seconds patience{5};
constexpr std::chrono::milliseconds look_again{5};

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

/// True for failures that every event would meet: they are no reason to park one.
bool is_passing(const Error& error) {
    return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timed_out;
}

std::string text_of(const Error& error) {
    return error.code + ": " + error.detail;
}

Error late(const std::string& source) {
    return {ErrorKind::timed_out, "consumer_late",
            "the events of " + source + " have not taken effect in time"};
}

/// A mutex to wait for with a deadline. Not std::timed_mutex: the thread sanitizer of g++ 12 does
/// not know the call that it locks with.
class Turn {
  public:
    using Deadline = std::chrono::steady_clock::time_point;

    class Taken {
      public:
        explicit Taken(Turn& turn, Deadline deadline = Deadline::max())
            : turn_(turn), taken_(turn.take(deadline)) {}
        ~Taken() {
            if (taken_) turn_.give_back();
        }
        Taken(const Taken&) = delete;
        Taken& operator=(const Taken&) = delete;
        explicit operator bool() const { return taken_; }

      private:
        Turn& turn_;
        const bool taken_;
    };

  private:
    bool take(Deadline deadline) {
        std::unique_lock lock(mutex_);
        const auto is_free = [this] { return !busy_; };
        if (deadline == Deadline::max())
            free_.wait(lock, is_free);
        else if (!free_.wait_until(lock, deadline, is_free))
            return false;
        return busy_ = true;
    }
    void give_back() {
        const std::lock_guard lock(mutex_);
        busy_ = false;
        free_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable free_;
    bool busy_ = false;
};

}  // namespace

struct Consumer::Impl {
    Impl(const Platform& platform, std::string source_name, http::Client& source_client,
         Consume consume_event)
        : pool(platform.pool),
          tokens(platform.tokens),
          source(std::move(source_name)),
          client(source_client),
          consume(std::move(consume_event)),
          events(platform.metrics.counter("tenure_consumer_events_total",
                                          "Events of another service that took effect here",
                                          {{"source", source}})),
          parked_gauge(platform.metrics.gauge(
              "tenure_consumer_parked_events",
              "Events of another service that cannot take effect, and those behind them",
              {{"source", source}})),
          worker(
              source + "_events", platform.config.sweep_interval, [this] { return locked_round(); },
              platform.metrics) {}

    Result<bool> locked_round();
    Result<bool> round();
    Result<bool> retry_parked();
    Result<bool> take_new();
    /// Whether it took effect; an Error when the round cannot go on.
    Result<bool> attempt(const pg::Event& event, const std::string& from, std::string& failure);
    Status park(const pg::Event& event, const std::string& from, const std::string& failure);
    Result<std::vector<pg::Event>> read_feed(const std::string& after);
    Result<std::string> head_of_source(const Caller& caller);
    Status catch_up_to(const std::string& cursor);

    pg::Pool& pool;
    const http::InternalTokens& tokens;
    const std::string source;
    http::Client& client;
    const Consume consume;
    metrics::Counter& events;
    metrics::Gauge& parked_gauge;
    Turn working;  ///< one round at a time
    Worker worker;
};

Result<bool> Consumer::Impl::locked_round() {
    const Turn::Taken taken(working);
    return round();
}

Result<bool> Consumer::Impl::round() {
    TENURE_TRY_ASSIGN(const bool retried, retry_parked());
    TENURE_TRY_ASSIGN(const bool more, take_new());
    return retried || more;
}

/// True when a parked event took effect: the next one of its account may follow.
Result<bool> Consumer::Impl::retry_parked() {
    bool some = false;
    for (const pg::Event& event : pg::parked_events_due(pool, source)) {
        std::string failure;
        TENURE_TRY_ASSIGN(const bool took_effect, attempt(event, event.cursor, failure));
        some = some || took_effect;
        if (took_effect)
            log::info("a parked event took effect", {{"source", std::string_view(source)},
                                                     {"event", std::string_view(event.id)}});
        else if (!failure.empty())
            pg::postpone_parked_event(pool, source, event, failure);
    }
    return some;
}

Result<bool> Consumer::Impl::take_new() {
    // Read each time: another process of this service may have moved it.
    std::string from = pg::load_cursor(pool, source);
    std::set<AccountId> held;
    double parked = 0;
    for (const auto& [account, count] : pg::parked_accounts(pool, source)) {
        held.insert(account);
        parked += static_cast<double>(count);
    }
    parked_gauge.set(parked);
    TENURE_TRY_ASSIGN(const std::vector<pg::Event> feed, read_feed(from));
    for (const pg::Event& event : feed) {
        std::string failure;
        bool took_effect = false;
        if (!held.contains(event.account)) {
            TENURE_TRY_ASSIGN(took_effect, attempt(event, from, failure));
            if (!took_effect && failure.empty()) return true;
        }
        if (!took_effect) {
            const Status parked_now = park(event, from, failure);
            if (!parked_now.ok() && parked_now.error().code == "cursor_moved") return true;
            TENURE_TRY(parked_now);
            held.insert(event.account);
        }
        from = event.cursor;
    }
    return feed.size() == batch_size;
}

/// Not taken and no failure: another process was faster.
Result<bool> Consumer::Impl::attempt(const pg::Event& event, const std::string& from,
                                     std::string& failure) {
    try {
        const Status status = consume(event, from, event.cursor);
        if (status.ok()) {
            events.increment();
            return true;
        }
        if (status.error().code == "cursor_moved") return false;
        if (is_passing(status.error())) return status.error();
        failure = text_of(status.error());
    } catch (const Unavailable&) {
        throw;
    } catch (const std::exception& error) {
        failure = error.what();
        if (failure.empty()) failure = "an exception without a text";
    }
    log::error("an event cannot take effect", {{"source", std::string_view(source)},
                                               {"event", std::string_view(event.id)},
                                               {"type", std::string_view(event.type)},
                                               {"error", std::string_view(failure)}});
    return false;
}

Status Consumer::Impl::park(const pg::Event& event, const std::string& from,
                            const std::string& failure) {
    const bool failed = !failure.empty();
    return pg::park_event(pool, source, event, from,
                          failed ? failure : "waits behind another event of the account", failed);
}

Result<std::vector<pg::Event>> Consumer::Impl::read_feed(const std::string& after) {
    const std::string target =
        "/internal/v1/events?after=" + after + "&limit=" + std::to_string(batch_size);
    TENURE_TRY_ASSIGN(
        const http::ClientResponse response,
        client.send(tokens.service_caller("event-consumer", feed_account), http::Method::get,
                    target, {}, std::chrono::milliseconds(feed_timeout)));
    if (response.status != 200) return http::error_of(response);
    TENURE_TRY_ASSIGN(const nlohmann::json body, json::parse(response.body));
    if (!body.is_object() || !body.contains("events") || !body["events"].is_array())
        return malformed(source);
    std::vector<pg::Event> feed;
    for (const nlohmann::json& object : body["events"]) {
        std::optional<pg::Event> event = parse_event(object);
        if (!event) return malformed(source);
        feed.push_back(std::move(*event));
    }
    return feed;
}

Result<std::string> Consumer::Impl::head_of_source(const Caller& caller) {
    TENURE_TRY_ASSIGN(const http::ClientResponse response,
                      client.send(caller, http::Method::get, "/internal/v1/events/head", {},
                                  std::chrono::milliseconds(feed_timeout)));
    if (response.status != 200) return http::error_of(response);
    TENURE_TRY_ASSIGN(const nlohmann::json body, json::parse(response.body));
    const auto cursor = text_of(body, "cursor");
    if (!cursor) return malformed(source);
    return *cursor;
}

Status Consumer::Impl::catch_up_to(const std::string& cursor) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        TENURE_TRY_ASSIGN(const bool passed, pg::has_passed(pg::load_cursor(pool, source), cursor));
        if (passed) return done;
        const Turn::Taken taken(working, deadline);
        if (!taken || std::chrono::steady_clock::now() >= deadline) return late(source);
        TENURE_TRY_ASSIGN(const bool more, round());
        if (!more) std::this_thread::sleep_for(look_again);
    }
}

Consumer::Consumer(const Platform& platform, std::string source, http::Client& client,
                   Consume consume)
    : impl_(std::make_unique<Impl>(platform, std::move(source), client, std::move(consume))) {}

Consumer::~Consumer() = default;

const std::string& Consumer::source() const {
    return impl_->source;
}

Worker& Consumer::worker() {
    return impl_->worker;
}

Result<bool> Consumer::round() {
    return impl_->locked_round();
}

Status Consumer::catch_up_to(const std::string& cursor) {
    return impl_->catch_up_to(cursor);
}

Status Consumer::catch_up(const Caller& caller) {
    TENURE_TRY_ASSIGN(const std::string cursor, impl_->head_of_source(caller));
    return impl_->catch_up_to(cursor);
}

}  // namespace tenure::runtime
