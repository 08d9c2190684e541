#pragma once
// A service that publishes events, and one that consumes them.

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "pg/transaction.hpp"
#include "runtime/consumer.hpp"
#include "runtime/event_routes.hpp"
#include "testkit/running_service.hpp"
#include "testkit/temp_database.hpp"

namespace tenure::test {

inline const Timestamp some_time = parse_timestamp("2026-01-16T10:00:00.123456Z").value();

/// A service that serves its outbox.
struct Source {
    testkit::TempDatabase database;
    metrics::Registry metrics;
    pg::Pool pool{database.url(), {}, metrics};
    SystemClock clock;
    std::atomic<bool> stopping{false};
    testkit::FakePeer peer{runtime::event_routes(pool, {}, stopping), clock};

    void append(const std::string& id, const std::string& account = "acc_a") {
        const pg::Event event{.id = id,
                              .type = "thing.happened",
                              .account = AccountId(account),
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
        if (before_effect) TENURE_TRY(before_effect(event));
        return pg::transact(pool, [&](pg::Transaction& transaction) -> Status {
            TENURE_TRY(pg::move_cursor(transaction, "source", from, to));
            seen.push_back(event);
            return done;
        });
    }
    Result<bool> round() { return consumer.round(); }
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
    std::string parked() const {
        return database
            .query(
                "select coalesce(string_agg(id, ' ' order by number), '') from "
                "parked_event")
            .at(0);
    }
    bool exposes(const std::string& line) {
        return metrics.expose().find(line) != std::string::npos;
    }

    testkit::TempDatabase database;
    metrics::Registry metrics;
    pg::Pool pool{database.url(), {}, metrics};
    SystemClock clock;
    http::InternalTokens tokens{testkit::internal_key, clock};
    http::Client client;
    runtime::CommonConfig config;
    std::function<Status(const pg::Event&)> before_effect;
    std::vector<pg::Event> seen;
    runtime::Consumer consumer{{config, clock, tokens, pool, metrics},
                               "source",
                               client,
                               [this](const pg::Event& event, const std::string& from,
                                      const std::string& to) { return consume(event, from, to); }};
};

}  // namespace tenure::test
