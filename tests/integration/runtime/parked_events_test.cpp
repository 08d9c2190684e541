// An event that cannot take effect holds up its own account, and nobody else.

#include <stdexcept>

#include "domain/unavailable.hpp"
#include "integration/runtime/feed_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

Status refuse(const pg::Event& event, const char* id) {
    if (event.id != id) return done;
    return Error{ErrorKind::bad_gateway, "unexpected_answer", "not an event that we know"};
}

/// A source with events of two accounts, of which evt_2 cannot take effect.
struct Blocked {
    Source source;
    Sink sink{source.peer.url()};

    Blocked() {
        source.append("evt_1", "acc_a");
        source.append("evt_2", "acc_a");
        source.append("evt_3", "acc_b");
        source.append("evt_4", "acc_a");
        sink.before_effect = [](const pg::Event& event) { return refuse(event, "evt_2"); };
    }
    void retry_now() { sink.database.query("update parked_event set retry_at = now()"); }
    void await_parked(const std::string& ids) {
        while (sink.parked() != ids) REQUIRE(sink.round().ok());
    }
};

}  // namespace

TEST_CASE("an event that cannot take effect is parked with those that follow in its account") {
    Blocked f;
    f.await_parked("evt_2 evt_4");
    CHECK(f.sink.ids() == std::vector<std::string>{"evt_1", "evt_3"});
    CHECK(f.sink.database.query("select error from parked_event order by number") ==
          std::vector<std::string>{"unexpected_answer: not an event that we know",
                                   "waits behind another event of the account"});
    f.source.append("evt_5", "acc_b");
    f.sink.await(3);
    CHECK(f.sink.ids().back() == "evt_5");
    CHECK(f.sink.exposes("tenure_consumer_parked_events{source=\"source\"} 2"));
}

TEST_CASE("parked events take effect in their order, once, as soon as they can") {
    Blocked f;
    f.await_parked("evt_2 evt_4");
    f.sink.before_effect = nullptr;
    REQUIRE(f.sink.round().ok());
    CHECK(f.sink.seen.size() == 2);  // it is not time yet

    f.retry_now();
    f.sink.await(4);
    for (int i = 0; i < 3; ++i) REQUIRE(f.sink.round().ok());
    CHECK(f.sink.ids() == std::vector<std::string>{"evt_1", "evt_3", "evt_2", "evt_4"});
    CHECK(f.sink.seen[2].data.find("quoted") != std::string::npos);
    CHECK(f.sink.seen[2].occurred_at == some_time);
    CHECK(f.sink.parked().empty());
    CHECK(f.sink.exposes("tenure_consumer_parked_events{source=\"source\"} 0"));

    f.source.append("evt_6", "acc_a");
    f.sink.await(5);
    CHECK(f.sink.ids().back() == "evt_6");
}

TEST_CASE("a parked event that fails again is tried later and later") {
    Blocked f;
    f.await_parked("evt_2 evt_4");
    for (int i = 0; i < 2; ++i) {
        f.retry_now();
        REQUIRE(f.sink.round().ok());
    }
    CHECK(f.sink.seen.size() == 2);
    CHECK(f.sink.database.query("select attempts from parked_event where id = 'evt_2' "
                                "and retry_at > now() + interval '3 minutes'") ==
          std::vector<std::string>{"3"});
}

TEST_CASE("a bug in the handling of one event is no end of the feed") {
    Blocked f;
    f.sink.before_effect = [](const pg::Event& event) -> Status {
        if (event.id == "evt_2") throw std::logic_error("a bug");
        return done;
    };
    f.await_parked("evt_2 evt_4");
    CHECK(f.sink.ids() == std::vector<std::string>{"evt_1", "evt_3"});
    CHECK(f.sink.database.query("select error from parked_event where id = 'evt_2'").at(0) ==
          "a bug");
}

TEST_CASE("a parked event takes effect once though two processes try it") {
    Blocked f;
    f.await_parked("evt_2 evt_4");
    f.retry_now();
    f.sink.before_effect = [&](const pg::Event& event) -> Status {
        if (event.id == "evt_2")
            f.sink.database.query("delete from parked_event where id = 'evt_2'");
        return done;
    };
    f.sink.await(3);
    CHECK(f.sink.ids() == std::vector<std::string>{"evt_1", "evt_3", "evt_4"});
}

TEST_CASE("what would meet every event is no reason to park one") {
    Blocked f;
    const auto kind = GENERATE(ErrorKind::unavailable, ErrorKind::timed_out);
    f.sink.before_effect = [&](const pg::Event&) -> Status {
        return Error{kind, "upstream_unavailable", "down"};
    };
    Result<bool> outcome = f.sink.round();
    while (outcome.ok()) outcome = f.sink.round();
    CHECK(outcome.error().code == "upstream_unavailable");
    f.sink.before_effect = [](const pg::Event&) -> Status { throw Unavailable("database gone"); };
    CHECK_THROWS_AS(f.sink.round(), Unavailable);
    CHECK(f.sink.parked().empty());
    CHECK(f.sink.seen.empty());
}
