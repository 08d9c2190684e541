#pragma once
// Amounts as Stripe counts them. Mostly ISO 4217's minor units, but not for every currency.

#include <cstdint>
#include <optional>

#include "domain/money.hpp"

namespace tenure::payment_method {

/// Nothing when Stripe cannot be asked for exactly this amount.
std::optional<std::int64_t> stripe_amount(Money amount);

}  // namespace tenure::payment_method
