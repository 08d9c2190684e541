#pragma once
// The routes of payment methods and payments.

#include <vector>

#include "http/route.hpp"
#include "payment_method/app/agenda.hpp"
#include "payment_method/app/methods.hpp"
#include "payment_method/app/notifications.hpp"
#include "payment_method/app/payments.hpp"
#include "payment_method/app/refunds.hpp"

namespace tenure::payment_method {

/// What the handlers work with.
struct Services {
    PaymentMethods& methods;
    Payments& payments;
    Refunds& refunds;
    Notifications& notifications;
    Agenda& agenda;
    const Clock& clock;
    History& history;
};

/// `services` must outlive the routes.
std::vector<http::Route> routes(Services& services);

}  // namespace tenure::payment_method
