#pragma once
// Providers' notifications: checked and put into a table while the provider waits, acted upon by a
// worker. A notification is only a reason to ask the provider what became of the payment, so that
// late, doubled and reordered ones do no harm.

#include <functional>
#include <string>

#include "payment_method/app/payments.hpp"

namespace tenure::payment_method {

class Notifications {
  public:
    Notifications(PaymentMethodStore& store, const Providers& providers, Payments& payments);

    /// Errors: `provider_not_found` (not_found), `notification_invalid` (malformed).
    Status receive(const std::string& provider, const RawNotification& notification);
    /// Acts upon one notification; false when none waits.
    Result<bool> work(const std::function<Timestamp()>& now_of);

  private:
    PaymentMethodStore& store_;
    const Providers& providers_;
    Payments& payments_;
};

}  // namespace tenure::payment_method
