#pragma once
// Stripe as a payment provider. A payment is a payment intent that is first made, then written into
// the book, then confirmed. Making one moves no money, and an intent succeeds at most once; so
// whatever is lost on the way, and however long ago, only that intent can be charged.

#include <memory>

#include "domain/time.hpp"
#include "payment_method/app/provider.hpp"
#include "payment_method/app/stripe_book.hpp"
#include "payment_method/clients/stripe_api.hpp"

namespace tenure::payment_method {

std::unique_ptr<Provider> make_stripe_provider(StripeBook& book, const Clock& clock,
                                               const StripeOptions& options);

}  // namespace tenure::payment_method
