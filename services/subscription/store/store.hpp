#pragma once
// The subscription's store on PostgreSQL.

#include <chrono>
#include <memory>

#include "subscription/app/ports.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::subscription {

/// `lease`: how long a pending change is left to the request that made it.
std::unique_ptr<SubscriptionStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease);

}  // namespace tenure::subscription
