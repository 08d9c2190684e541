#pragma once
// The routes of mandates that were signed.

#include <vector>

#include "http/route.hpp"
#include "payment_method/app/mandates.hpp"
#include "payment_method/app/methods.hpp"

namespace tenure::payment_method {

struct MandateServices {
    Mandates& mandates;
    PaymentMethods& methods;
    Creditor creditor;
};

/// `services` must outlive the routes.
std::vector<http::Route> mandate_routes(MandateServices& services);

}  // namespace tenure::payment_method
