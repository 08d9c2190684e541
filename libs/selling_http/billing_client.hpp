#pragma once
// Billing over HTTP (proto-docs/internal.md), for every seller.

#include <memory>
#include <string>

#include "http/client.hpp"
#include "selling/ports.hpp"

namespace tenure::selling {

/// `seller`: the service's name in its purchases, e.g. "subscription".
std::unique_ptr<Billing> make_billing_client(http::Client& client, std::string seller);

/// The purchase as billing reads it, JSON.
std::string purchase_text(const std::string& seller, const Purchase& purchase);

}  // namespace tenure::selling
