#pragma once
// Money paid back through Stripe. Its list of a payment's refunds is complete at any moment (unlike
// its search), so what is not on it was not done; and for as long as a request may still be under
// way, the idempotency key holds.

#include <optional>

#include "payment_method/app/provider.hpp"
#include "payment_method/app/stripe_book.hpp"
#include "payment_method/clients/stripe_api.hpp"
#include "payment_method/clients/stripe_documents.hpp"

namespace tenure::payment_method {

class StripeRefunds {
  public:
    StripeRefunds(StripeApi& api, StripeBook& book) : api_(api), book_(book) {}

    ChargeOutcome refund(const RefundRequest& request);
    std::optional<ChargeOutcome> find(const RefundRequest& request);

  private:
    std::optional<ChargeOutcome> find_by_list(const RefundRequest& request,
                                              const std::string& intent);

    StripeApi& api_;
    StripeBook& book_;
};

}  // namespace tenure::payment_method
