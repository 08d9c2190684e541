#pragma once
// The onboarding service's rows in PostgreSQL: one pair of files an area, put together here.

#include <chrono>
#include <memory>

#include "onboarding/app/expert_port.hpp"
#include "onboarding/app/ports.hpp"
#include "pg/pool.hpp"

namespace tenure::onboarding {

/// `lease`: how long unfinished work is left to its request.
std::unique_ptr<OnboardingStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease);
std::unique_ptr<ExpertStore> make_expert_store(pg::Pool& pool);

}  // namespace tenure::onboarding
