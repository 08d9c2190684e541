#pragma once
// Events of another service that could not take effect here: they are kept, and tried again until
// they can. The events that follow them in the same account wait behind them.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pg/events.hpp"

namespace tenure::pg {

/// Parks an event of `source`, which moves its cursor from `from` to the event's. It is tried again
/// at once when it only waits behind another, after a minute when it failed.
Status park_event(Pool& pool, const std::string& source, const Event& event,
                  const std::string& from, const std::string& error, bool failed);

/// How many events of each account are parked.
std::map<AccountId, std::int64_t> parked_accounts(Pool& pool, const std::string& source);

/// The first parked event of each account, where it is time to try it again. Its cursor is the
/// `from` that move_cursor takes to remove it, in the transaction of the effect.
std::vector<Event> parked_events_due(Pool& pool, const std::string& source);

/// Notes another failure; the next attempt follows after twice the time, at most an hour.
void postpone_parked_event(Pool& pool, const std::string& source, const Event& event,
                           const std::string& error);

/// For move_cursor: true when `from` stands for a parked event.
bool is_parked(const std::string& from);
/// Removes a parked event; error conflict `cursor_moved` when another process has.
Status unpark_event(Transaction& transaction, const std::string& source, const std::string& from);

}  // namespace tenure::pg
