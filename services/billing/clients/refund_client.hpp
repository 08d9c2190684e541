#pragma once
// payment-method over HTTP, as refunds see it.

#include <memory>
#include <string_view>

#include "billing/app/refund_service.hpp"
#include "http/client.hpp"

namespace tenure::billing {

/// `client` must outlive it.
std::unique_ptr<Refunder> make_refund_client(http::Client& client);

/// What a refund's document says.
Result<Refunder::Outcome> parse_refund(std::string_view text);

}  // namespace tenure::billing
