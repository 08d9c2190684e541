#pragma once
// Accounts on a test clock: billing knows them and their present; every request carries it on. Only
// where the operator allows test clocks; elsewhere none of this happens.

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "gateway/wire/asio.hpp"
#include "gateway/wire/request_head.hpp"

namespace tenure::gateway {

class Worker;
struct RequestContext;

/// What all threads remember of accounts' clocks.
class TestClockMemory {
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// True when the account had no clock a moment ago.
    bool has_none(const AccountId& account, Instant now);
    /// The last known present of an account with a clock.
    std::optional<Timestamp> last_known(const AccountId& account);
    /// Hand in the number that moves() gave before billing was asked: an answer that a move has
    /// overtaken is not remembered.
    void remember(const AccountId& account, std::optional<Timestamp> present, std::uint64_t moves,
                  Instant now);
    /// A clock is made or moved: what is remembered of the account is out of date.
    void forget(const AccountId& account);
    std::uint64_t moves();

  private:
    void drop_expired(Instant now);

    std::mutex mutex_;
    std::uint64_t moves_ = 0;
    std::unordered_map<std::string, Instant> without_clock_;  ///< until when that holds
    std::unordered_map<std::string, Timestamp> presents_;
};

/// The account's present, when it is on a test clock. When billing cannot be asked: what was known
/// last.
Task<std::optional<Timestamp>> test_clock_of(Worker& worker, const RequestContext& context);

/// POST /v1/test-clock.
bool moves_test_clock(const RequestHead& head);

/// After a clock was moved: returns once every service that follows billing has taken what billing
/// published on the way. Errors: theirs, `consumer_late` (timed_out) among them.
Task<Status> follow_test_clock(Worker& worker, const RequestContext& context);

}  // namespace tenure::gateway
