#pragma once
// The endpoints of imports.

#include <vector>

#include "http/route.hpp"
#include "onboarding/app/import_service.hpp"

namespace tenure::onboarding {

std::vector<http::Route> import_routes(ImportService& imports);

}  // namespace tenure::onboarding
