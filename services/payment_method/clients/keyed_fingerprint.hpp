#pragma once
// Fingerprints of card numbers and IBANs: HMAC-SHA256 over the whole number. Without the key nobody
// can try numbers against them, which a plain hash of so few digits would allow.

#include <memory>
#include <string>

#include "payment_method/app/ports.hpp"

namespace tenure::payment_method {

/// `key`: at least 32 bytes, kept apart from the database.
std::unique_ptr<Fingerprints> make_fingerprints(std::string key);

}  // namespace tenure::payment_method
