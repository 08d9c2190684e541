#pragma once
// Billing's endpoints.

#include <vector>

#include "billing/app/account_service.hpp"
#include "billing/app/cycle_changes.hpp"
#include "billing/app/order_service.hpp"
#include "domain/audit.hpp"
#include "http/route.hpp"

namespace tenure::billing {

struct Services {
    AccountService& accounts;
    OrderService& orders;
    CycleChanges& cycle_changes;
    History& history;
};

std::vector<http::Route> routes(Services& services);

}  // namespace tenure::billing
