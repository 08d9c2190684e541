#pragma once
// The endpoints of packs and auto-recharge.

#include <vector>

#include "domain/audit.hpp"
#include "http/route.hpp"
#include "wallet/app/pack_service.hpp"

namespace tenure::wallet {

struct PurchaseServices {
    PackService& packs;
    PaymentMethods& methods;
    History& history;
};

std::vector<http::Route> purchase_routes(PurchaseServices& services);

}  // namespace tenure::wallet
