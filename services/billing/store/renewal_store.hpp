#pragma once
// Renewals set by set: reads by arrays of accounts, writes by COPY.

#include <memory>

#include "billing/app/renewal_ports.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::billing {

std::unique_ptr<RenewalStore> make_renewal_store(pg::Pool& pool);

}  // namespace tenure::billing
