#pragma once
// The routes by which services follow each other's events.

#include <atomic>
#include <vector>

#include "http/route.hpp"
#include "runtime/consumer.hpp"

namespace tenure::runtime {

/// GET /internal/v1/events?after=<cursor>&wait=<seconds, 0-20>&limit=<1-100>: the outbox. A request
/// that waits is answered within a quarter of a second once `stopping` is set.
/// GET /internal/v1/events/head: the cursor behind the account's last event.
/// POST /internal/v1/consumers/{source}: takes what the source has published up to a cursor.
std::vector<http::Route> event_routes(pg::Pool& pool, std::vector<Consumer*> consumers,
                                      const std::atomic<bool>& stopping);

}  // namespace tenure::runtime
