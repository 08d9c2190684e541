#pragma once
// Test clocks in the accounts' rows.

#include <chrono>
#include <memory>

#include "billing/app/clock_service.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::billing {

/// `lease`: how long a clock is left to the request that moves it, from each of its steps.
std::unique_ptr<ClockStore> make_clock_store(pg::Pool& pool, std::chrono::milliseconds lease);

}  // namespace tenure::billing
