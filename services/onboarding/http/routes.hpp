#pragma once
// The endpoints of onboarding, an area each; module.cpp gathers them in one table.

#include <vector>

#include "http/route.hpp"
#include "onboarding/app/checklist_service.hpp"
#include "onboarding/app/expert_service.hpp"
#include "onboarding/app/order_service.hpp"
#include "onboarding/app/session_service.hpp"

namespace tenure::onboarding {

struct OrderServices {
    OrderService& orders;
    ChecklistService& checklist;
    History& history;
};
std::vector<http::Route> order_routes(OrderServices& services);

struct SessionServices {
    SessionService& sessions;
    ExpertService& experts;
};
std::vector<http::Route> session_routes(SessionServices& services);

}  // namespace tenure::onboarding
