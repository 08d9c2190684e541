#pragma once
// The book of Stripe's customers and payment intents on PostgreSQL (schema `stripe`).

#include <memory>

#include "payment_method/app/stripe_book.hpp"
#include "pg/pool.hpp"

namespace tenure::payment_method {

std::unique_ptr<StripeBook> make_stripe_book(pg::Pool& pool);

}  // namespace tenure::payment_method
