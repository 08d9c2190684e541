#pragma once
// What must be known of Stripe's objects from one step to the next: which customer an account is,
// and which payment intent a payment is. Only the intent that stands here is ever confirmed, so
// that a payment cannot be made with two.

#include <optional>
#include <string>
#include <utility>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace tenure::payment_method {

/// A payment's intent at Stripe.
struct StripeIntent {
    std::string id;
    Timestamp created_at;  ///< real time
    /// How often a request to confirm it ended in a fault of Stripe's, which it repeats under the
    /// same idempotency key.
    int faults = 0;
};

class StripeBook {
  public:
    virtual ~StripeBook() = default;
    virtual std::optional<std::string> customer(const AccountId& account) = 0;
    /// Writes the customer unless the account has one; the one that stands.
    virtual std::string keep_customer(const AccountId& account, const std::string& id) = 0;

    virtual std::optional<StripeIntent> intent(const AccountId& account,
                                               const PaymentId& payment) = 0;
    /// Writes the intent unless the payment has one; the one that stands.
    virtual StripeIntent keep_intent(const AccountId& account, const PaymentId& payment,
                                     const StripeIntent& intent) = 0;
    /// Counts a fault, unless it was counted already.
    virtual void note_fault(const AccountId& account, const PaymentId& payment, int faults) = 0;
    virtual std::optional<std::pair<AccountId, PaymentId>> payment_of(
        const std::string& intent_id) = 0;
};

}  // namespace tenure::payment_method
