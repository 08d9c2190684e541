#pragma once
// Payments at Stripe, and how each step is taken up again.
//
//   make the intent (no money moves) → write it into the book → confirm it → read what it became
//
// Only the intent in the book is confirmed. `failed` is told only once the intent is cancelled, so
// that a request to confirm it which is still under way cannot charge it later.

#include <optional>

#include "payment_method/app/provider.hpp"
#include "payment_method/app/stripe_book.hpp"
#include "payment_method/clients/stripe_api.hpp"
#include "payment_method/clients/stripe_documents.hpp"

namespace tenure::payment_method {

class StripeCharges {
  public:
    StripeCharges(StripeApi& api, StripeBook& book, const Clock& clock,
                  const StripeOptions& options);

    ChargeOutcome charge(const ChargeRequest& request);
    /// Nothing when the book has no intent. Otherwise the charge is taken up where it stands: one
    /// that was never confirmed is confirmed now.
    std::optional<ChargeOutcome> find(const ChargeRequest& request);

  private:
    ChargeOutcome take_up(const ChargeRequest& request, const StripeIntent& intent);
    ChargeOutcome confirm(const ChargeRequest& request, const StripeIntent& intent);
    ChargeOutcome after_confirming(const ChargeRequest& request, const StripeIntent& intent,
                                   const StripeAnswer& answer);
    /// What the intent has become; nothing when it was not confirmed yet.
    std::optional<ChargeOutcome> told(const ChargeRequest& request, const StripeIntent& intent,
                                      const StripePaymentIntent& found);
    ChargeOutcome close(const ChargeRequest& request, const StripeIntent& intent,
                        const std::string& failure_code);
    ChargeOutcome succeeded(const ChargeRequest& request, const StripePaymentIntent& found);
    std::optional<StripePaymentIntent> look(const ChargeRequest& request, const std::string& id);

    StripeApi& api_;
    StripeBook& book_;
    const Clock& clock_;
    const std::string return_url_;
};

}  // namespace tenure::payment_method
