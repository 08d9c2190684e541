#pragma once
// The imports' port on PostgreSQL.

#include <chrono>
#include <memory>

#include "onboarding/app/import_ports.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::onboarding {

/// `lease`: how long a worker holds a job without touching it.
std::unique_ptr<ImportStore> make_import_store(pg::Pool& pool, std::chrono::milliseconds lease);

}  // namespace tenure::onboarding
