#pragma once
// The subscription's endpoints.

#include <vector>

#include "domain/audit.hpp"
#include "http/route.hpp"
#include "subscription/app/service.hpp"

namespace tenure::subscription {

std::vector<http::Route> routes(SubscriptionService& subscriptions, History& history);

}  // namespace tenure::subscription
