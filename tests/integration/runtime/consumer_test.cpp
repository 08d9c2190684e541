// A consumer of another service's event feed: each event takes effect once, in order.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "pg/transaction.hpp"
#include "runtime/event_feed.hpp"
#include "runtime/runtime.hpp"
#include "testkit/running_service.hpp"
#include "testkit/temp_database.hpp"

using namespace tenure;

namespace {

const Timestamp some_time = parse_timestamp("2026-01-16T10:00:00.123456Z").value();

/// A service that serves its outbox.
struct Source {
    testkit::TempDatabase database;
    metrics::Registry metrics;
    pg::Pool pool{database.url(), {}, metrics};
    SystemClock clock;
    std::atomic<bool> stopping{false};
    testkit::FakePeer peer{{runtime::event_feed_route(pool, stopping)}, clock};

    void append(const std::string& id) {
        const pg::Event event{.id = id,
                              .type = "thing.happened",
                              .account = AccountId("acc_a"),
                              .occurred_at = some_time,
                              .data = "{\"text\": \"é \\\"quoted\\\"\"}"};
        const Status status = pg::transact(pool, [&](pg::Transaction& transaction) -> Status {
            pg::append_event(transaction, event);
            return done;
        });
        REQUIRE(status.ok());
    }
};

/// A service that consumes a feed; its effect is the list of the events' ids.
struct Sink {
    explicit Sink(const std::string& url) : client(url, tokens) {}

    Status consume(const pg::Event& event, const std::string& from, const std::string& to) {
        if (before_effect) before_effect(event);
        if (event.id == failing) return Error{ErrorKind::internal, "effect_failed", event.id};
        return pg::transact(pool, [&](pg::Transaction& transaction) -> Status {
            TENURE_TRY(pg::move_cursor(transaction, "source", from, to));
            seen.push_back(event);
            return done;
        });
    }
    /// Rounds until so many events were seen: transactions elsewhere in the cluster may hide
    /// them for a moment.
    void await(std::size_t count) {
        while (seen.size() < count) REQUIRE(round().ok());
    }
    std::vector<std::string> ids() const {
        std::vector<std::string> list;
        for (const pg::Event& event : seen) list.push_back(event.id);
        return list;
    }

    testkit::TempDatabase database;
    metrics::Registry metrics;
    pg::Pool pool{database.url(), {}, metrics};
    SystemClock clock;
    http::InternalTokens tokens{testkit::internal_key, clock};
    http::Client client;
    std::string failing;
    std::function<void(const pg::Event&)> before_effect;
    std::vector<pg::Event> seen;
    std::function<Result<bool>()> round = runtime::consumer(
        pool, "source", client, tokens,
        [this](const pg::Event& event, const std::string& from, const std::string& to) {
            return consume(event, from, to);
        },
        metrics);
};

http::Route feed_that_answers(const std::string& body) {
    return {.method = http::Method::get,
            .pattern = "/internal/v1/events",
            .allowed = allow::services,
            .handler = [body](const http::Request&) -> Result<http::Response> {
                return http::ok(body);
            }};
}

}  // namespace

TEST_CASE("events take effect once, in order, with all that they carry") {
    Source source;
    Sink sink(source.peer.url());
    for (const char* id : {"evt_1", "evt_2", "evt_3"}) source.append(id);
    sink.await(3);
    CHECK(sink.round().ok());
    CHECK(sink.ids() == std::vector<std::string>{"evt_1", "evt_2", "evt_3"});
    CHECK(sink.seen[0].type == "thing.happened");
    CHECK(sink.seen[0].account == AccountId("acc_a"));
    CHECK(sink.seen[0].occurred_at == some_time);
    CHECK(sink.seen[0].data == "{\"text\":\"é \\\"quoted\\\"\"}");
    CHECK(pg::load_cursor(sink.pool, "source") == sink.seen[2].cursor);
    CHECK(sink.metrics.expose().find("tenure_consumer_events_total{source=\"source\"} 3") !=
          std::string::npos);
}

TEST_CASE("more events than one answer holds are asked for at once") {
    Source source;
    Sink sink(source.peer.url());
    const Status filled = pg::transact(source.pool, [](pg::Transaction& transaction) -> Status {
        for (int i = 0; i < 150; ++i)
            pg::append_event(transaction, {.id = "evt_" + std::to_string(i),
                                           .type = "thing.happened",
                                           .account = AccountId("acc_a"),
                                           .occurred_at = some_time,
                                           .data = "{}"});
        return done;
    });
    REQUIRE(filled.ok());
    bool more = false;
    while (sink.seen.empty()) more = sink.round().value();
    CHECK(more);
    CHECK(sink.seen.size() == 100);
    CHECK_FALSE(sink.round().value());
    CHECK(sink.seen.size() == 150);
}

TEST_CASE("an event whose effect fails stops the feed there until it succeeds") {
    Source source;
    Sink sink(source.peer.url());
    for (const char* id : {"evt_1", "evt_2", "evt_3"}) source.append(id);
    sink.failing = "evt_2";
    Result<bool> outcome = sink.round();
    while (outcome.ok()) outcome = sink.round();
    CHECK(outcome.error().code == "effect_failed");
    CHECK(sink.ids() == std::vector<std::string>{"evt_1"});
    sink.failing.clear();
    sink.await(3);
    CHECK(sink.ids() == std::vector<std::string>{"evt_1", "evt_2", "evt_3"});
}

TEST_CASE("a cursor moved by another process is taken up where it stands") {
    Source source;
    Sink sink(source.peer.url());
    for (const char* id : {"evt_1", "evt_2"}) source.append(id);
    sink.before_effect = [&](const pg::Event& event) {
        if (event.id == "evt_1")
            sink.database.query("insert into event_cursor values ('source', '" + event.cursor +
                                "')");
    };
    sink.await(1);
    CHECK(sink.ids() == std::vector<std::string>{"evt_2"});
}

TEST_CASE("a source that is down is an error of the round, and nothing is lost") {
    Source source;
    Sink sink(source.peer.url());
    source.append("evt_1");
    source.peer.stop();
    CHECK(sink.round().error().code == "upstream_unavailable");
    CHECK(pg::load_cursor(sink.pool, "source").empty());
}

TEST_CASE("an answer that is no event feed is an error of the round") {
    const std::string body =
        GENERATE("{}", "[]", "{\"events\": 1}", "{\"events\": [1]}", "{\"events\": [{\"id\": 1}]}",
                 "{\"events\": [{\"id\": \"a\", \"type\": \"b\", \"account\": \"no account\", "
                 "\"occurred_at\": \"2026-01-16T10:00:00Z\", \"cursor\": \"1.1\", \"data\": {}}]}");
    CAPTURE(body);
    const SystemClock clock;
    const testkit::FakePeer peer({feed_that_answers(body)}, clock);
    Sink sink(peer.url());
    CHECK(sink.round().error().code == "unexpected_answer");
}
