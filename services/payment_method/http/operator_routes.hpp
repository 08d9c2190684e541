#pragma once
// The operator's routes of direct debit through the bank.

#include <vector>

#include "http/route.hpp"
#include "payment_method/app/collections.hpp"

namespace tenure::payment_method {

struct OperatorServices {
    Collections& collections;
    const Clock& clock;
};

/// `services` must outlive the routes.
std::vector<http::Route> operator_routes(OperatorServices& services);

}  // namespace tenure::payment_method
