// A consumer catches up when it is told to: what was published before has then taken effect.

#include <thread>

#include "integration/runtime/feed_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

/// A consumer whose service serves its routes.
struct Following {
    Source source;
    Sink sink{source.peer.url()};
    std::atomic<bool> stopping{false};
    testkit::FakePeer peer{runtime::event_routes(sink.pool, {&sink.consumer}, stopping),
                           sink.clock};
    http::Client peer_client{peer.url(), sink.tokens};
    http::Client source_client{source.peer.url(), sink.tokens};

    Caller caller() const { return sink.tokens.service_caller("test", AccountId("acc_a")); }
    http::ClientResponse head() {
        return source_client.send(caller(), http::Method::get, "/internal/v1/events/head").value();
    }
    http::ClientResponse tell(const std::string& name, const std::string& body) {
        return peer_client
            .send(caller(), http::Method::post, "/internal/v1/consumers/" + name, body)
            .value();
    }
};

}  // namespace

TEST_CASE("after catching up everything that was published has taken effect") {
    Following f;
    REQUIRE(f.sink.consumer.catch_up(f.caller()).ok());  // nothing was published
    for (const char* id : {"evt_1", "evt_2", "evt_3"}) f.source.append(id);
    REQUIRE(f.sink.consumer.catch_up(f.caller()).ok());
    CHECK(f.sink.ids() == std::vector<std::string>{"evt_1", "evt_2", "evt_3"});
}

TEST_CASE("a consumer is told over HTTP how far to catch up") {
    Following f;
    CHECK(f.head().body == R"({"cursor":""})");
    CHECK(f.tell("source", f.head().body).status == 204);
    for (const char* id : {"evt_1", "evt_2"}) f.source.append(id);
    const std::string head = f.head().body;
    CHECK(f.tell("source", head).status == 204);
    CHECK(f.sink.ids() == std::vector<std::string>{"evt_1", "evt_2"});
    CHECK(f.tell("source", head).status == 204);
    CHECK(f.sink.seen.size() == 2);
}

TEST_CASE("events of accounts whose events are parked do not hold up who catches up") {
    Following f;
    f.sink.before_effect = [](const pg::Event&) -> Status {
        return Error{ErrorKind::conflict, "no", "no"};
    };
    f.source.append("evt_1");
    CHECK(f.sink.consumer.catch_up(f.caller()).ok());
    CHECK(f.sink.parked() == "evt_1");
}

TEST_CASE("a consumer that catches up beside its worker takes each event once") {
    Following f;
    for (int i = 0; i < 40; ++i) f.source.append("evt_" + std::to_string(i));
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                if (!f.sink.consumer.catch_up(f.caller()).ok()) std::abort();
            });
    }
    CHECK(f.sink.seen.size() == 40);
}

TEST_CASE("a consumer that cannot catch up in time says so") {
    Following f;
    f.source.append("evt_1");
    const auto answer = f.tell("source", R"({"cursor":"18000000000000000000.1"})");
    CHECK(answer.status == 504);
    CHECK(http::error_of(answer).code == "consumer_late");
    CHECK(f.sink.ids() == std::vector<std::string>{"evt_1"});
}

TEST_CASE("catching up with a source that is down fails at once") {
    Following f;
    f.source.append("evt_1");
    const std::string head = f.head().body;
    f.source.peer.stop();
    CHECK(http::error_of(f.tell("source", head)).code == "upstream_unavailable");
    CHECK(f.sink.consumer.catch_up(f.caller()).error().code == "upstream_unavailable");
}

TEST_CASE("bad input to a consumer's route is refused") {
    Following f;
    const auto code = [&](const std::string& name, const std::string& body) {
        return http::error_of(f.tell(name, body)).code;
    };
    CHECK(code("elsewhere", R"({"cursor":"1.1"})") == "consumer_not_found");
    CHECK(code("source", R"({"cursor":"1"})") == "invalid_cursor");
    CHECK(code("source", R"({"cursor":"x.y"})") == "invalid_cursor");
    CHECK(code("source", R"({"cursor":1})") == "invalid_fields");
    CHECK(code("source", R"({})") == "invalid_fields");
    CHECK(code("source", R"({"cursor":"1.1","more":1})") == "invalid_fields");
    CHECK(code("source", "[]") == "not_an_object");
    Caller customer = f.caller();
    customer.roles = Role::owner;
    CHECK(testkit::call(f.peer.port(), f.sink.tokens, customer, "POST",
                        "/internal/v1/consumers/source", "{}")
              .status == 403);
}
