#pragma once
// The payment methods' and payments' store on PostgreSQL.

#include <chrono>
#include <memory>

#include "payment_method/app/ports.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::payment_method {

/// `lease`: how long a payment without outcome is left to the request that made it.
std::unique_ptr<PaymentMethodStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease,
                                               const TimeZone& default_zone);

}  // namespace tenure::payment_method
