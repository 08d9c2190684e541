#pragma once
// The add-on's rows in PostgreSQL.

#include <chrono>
#include <memory>

#include "add_on/app/ports.hpp"
#include "pg/pool.hpp"

namespace tenure::add_on {

/// `lease`: how long a pending change is left to its request.
std::unique_ptr<AddOnStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease);

}  // namespace tenure::add_on
