// A consumer of another service's event feed: each event takes effect once, in order.

#include <catch2/catch.hpp>

#include "integration/runtime/feed_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

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

TEST_CASE("a cursor moved by another process is taken up where it stands") {
    Source source;
    Sink sink(source.peer.url());
    for (const char* id : {"evt_1", "evt_2"}) source.append(id);
    sink.before_effect = [&](const pg::Event& event) -> Status {
        if (event.id == "evt_1")
            sink.database.query("insert into event_cursor values ('source', '" + event.cursor +
                                "')");
        return done;
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
