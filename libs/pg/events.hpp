#pragma once
// The outbox: events appended in the transaction that caused them, read in commit-safe order by
// any number of consumers, each of which keeps its cursor in the transaction of the effect.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::pg {

class Pool;
class Transaction;

struct Event {
    std::string id;
    std::string type;  ///< "order.applied"
    AccountId account;
    Timestamp occurred_at;    ///< the account's time
    std::string data;         ///< JSON object
    std::string cursor = {};  ///< position just behind it, as read
};

/// Appends an event in this transaction, which has locked the account: that keeps an account's
/// events in order.
void append_event(Transaction& transaction, const Event& event);

/// Appends many events of locked accounts in this transaction, in their order, by COPY.
void append_events(Transaction& transaction, const std::vector<Event>& events);

struct EventBatch {
    std::vector<Event> events;
    std::string next_cursor;  ///< to hand in next; the given one when there is nothing new
};

/// Events after `cursor` ("" = from the beginning), oldest first, waiting up to `wait` for the
/// first one. An event is seen only once every earlier transaction has ended. The cursor is
/// (transaction id, sequence number), opaque to readers. Error `invalid_cursor` (invalid).
Result<EventBatch> read_events(Pool& pool, std::string_view cursor, int limit,
                               std::chrono::milliseconds wait);

/// The cursor just behind the account's last event; "" when it has none. It may not be visible to
/// readers yet: transactions that began before it can still be open.
std::string last_cursor(Pool& pool, const AccountId& account);
/// True when a reader at `cursor` has seen everything up to `other`. Error `invalid_cursor`.
Result<bool> has_passed(std::string_view cursor, std::string_view other);

/// The consumer's position in a source's feed; "" at first.
std::string load_cursor(Pool& pool, const std::string& source);
/// Moves it, in the transaction of the effect (or takes up a parked event: parked_events.hpp).
/// Error conflict `cursor_moved` when it is not at `from` any more (another process consumed the
/// batch).
Status move_cursor(Transaction& transaction, const std::string& source, const std::string& from,
                   const std::string& to);

}  // namespace tenure::pg
