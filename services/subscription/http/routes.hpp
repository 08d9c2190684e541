#pragma once
// The subscription's endpoints.

#include <vector>

#include "http/route.hpp"
#include "subscription/app/service.hpp"

namespace tenure::subscription {

std::vector<http::Route> routes(SubscriptionService& subscriptions);

}  // namespace tenure::subscription
