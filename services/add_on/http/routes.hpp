#pragma once
// The add-on's endpoints.

#include <vector>

#include "add_on/app/rights_service.hpp"
#include "add_on/app/service.hpp"
#include "domain/audit.hpp"
#include "http/route.hpp"

namespace tenure::add_on {

std::vector<http::Route> routes(AddOnService& add_ons, RightsService& rights, History& history);

}  // namespace tenure::add_on
