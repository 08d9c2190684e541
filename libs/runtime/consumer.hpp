#pragma once
// The consumer of another service's event feed.

#include <functional>
#include <memory>
#include <string>

#include "domain/caller.hpp"
#include "http/client.hpp"
#include "pg/events.hpp"
#include "runtime/platform.hpp"
#include "runtime/worker.hpp"

namespace tenure::runtime {

/// Reads the events of `source` over HTTP once a sweep interval, and calls `consume(event, from,
/// to)` one event at a time: it hands `from` and `to`, whatever they are, to pg::move_cursor in the
/// transaction of the effect, so that an event takes effect exactly once.
///
/// An event that cannot take effect (consume returns an Error, or throws) is parked and tried again
/// later; until then the later events of its account wait behind it, other accounts go on. Only
/// what would meet every event alike (Unavailable thrown; Error of kind unavailable or timed_out)
/// ends the round, and the worker backs off.
/// Metrics: tenure_consumer_events_total{source}, tenure_consumer_parked_events{source}.
class Consumer {
  public:
    using Consume = std::function<Status(const pg::Event& event, const std::string& from,
                                         const std::string& to)>;

    Consumer(const Platform& platform, std::string source, http::Client& client, Consume consume);
    ~Consumer();

    const std::string& source() const;
    /// Named `<source>_events`.
    Worker& worker();
    /// One request and the effects of its events; true when there may be more.
    Result<bool> round();

    /// Works, in this thread, until the cursor has passed `cursor` or what waits behind it.
    /// Errors: invalid `invalid_cursor`; timed_out `consumer_late` after 5 s; a round's error.
    Status catch_up_to(const std::string& cursor);
    /// Works until everything that the source has published of the account has been taken. No
    /// transaction may be open, and `consume` must not call it.
    Status catch_up(const Caller& caller);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::runtime
