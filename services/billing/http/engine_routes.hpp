#pragma once
// The engine's endpoints: paying an invoice now, and the account's test clock.

#include <vector>

#include "billing/app/clock_service.hpp"
#include "http/route.hpp"

namespace tenure::billing {

struct EngineServices {
    CollectionService& collections;
    ClockService& clocks;
};

std::vector<http::Route> engine_routes(EngineServices& services);

/// The routes with every write preceded by the renewals that are due: what a customer does never
/// meets a term that has ended. A worker may be late, and a write is the last moment to notice.
std::vector<http::Route> brought_up_to_date(std::vector<http::Route> routes,
                                            RenewalService& renewals);

}  // namespace tenure::billing
