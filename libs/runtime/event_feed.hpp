#pragma once
// The route that serves a service's outbox to the services above it.

#include <atomic>

#include "http/route.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::runtime {

/// GET /internal/v1/events?after=<cursor>&wait=<seconds, 0-20>&limit=<1-100>. A request that waits
/// is answered within a quarter of a second once `stopping` is set.
http::Route event_feed_route(pg::Pool& pool, const std::atomic<bool>& stopping);

}  // namespace tenure::runtime
