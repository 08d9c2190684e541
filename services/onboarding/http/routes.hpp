#pragma once
// The endpoints of onboarding, an area each; module.cpp gathers them in one table.

#include <vector>

#include "http/route.hpp"
#include "onboarding/app/checklist_service.hpp"
#include "onboarding/app/order_service.hpp"

namespace tenure::onboarding {

struct OrderServices {
    OrderService& orders;
    ChecklistService& checklist;
    History& history;
};
std::vector<http::Route> order_routes(OrderServices& services);

}  // namespace tenure::onboarding
