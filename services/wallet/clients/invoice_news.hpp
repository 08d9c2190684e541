#pragma once
// The invoice that one of billing's events is about.

#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace tenure::wallet {

/// Of `invoice.…` events; empty for others.
Result<std::string> invoice_of(std::string_view type, std::string_view data);

}  // namespace tenure::wallet
