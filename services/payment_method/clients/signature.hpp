#pragma once
// Signatures of notifications, in Stripe's manner: a header "t=<seconds>,v1=<hex>[,v1=...]" over
// "<seconds>.<body>" with HMAC-SHA256, keyed with the whole secret.

#include <chrono>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::payment_method {

/// In hexadecimal digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view text);

/// Error `notification_invalid` (malformed) unless one of the header's signatures is right and its
/// time is no further from `now` than `tolerance`.
Status check_signature(const std::string& secret, std::string_view header, std::string_view body,
                       Timestamp now, std::chrono::seconds tolerance);

}  // namespace tenure::payment_method
