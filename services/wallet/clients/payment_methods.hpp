#pragma once
// What payment-method says of the account's default payment method.

#include <memory>

#include "http/client.hpp"
#include "wallet/app/purchase_ports.hpp"

namespace tenure::wallet {

std::unique_ptr<PaymentMethods> make_payment_methods(http::Client& client);

}  // namespace tenure::wallet
