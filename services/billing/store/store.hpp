#pragma once
// Billing's store on PostgreSQL.

#include <chrono>
#include <memory>

#include "billing/app/ports.hpp"
#include "billing/store/vat_checks.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::billing {

/// `lease`: how long a pending order is left to the request that works on it.
std::unique_ptr<BillingStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease,
                                         VatCheckTimes vat_checks = {});

}  // namespace tenure::billing
