#pragma once
// Keeps card numbers out of every request but the one field that takes them.

#include <string>
#include <vector>

#include "domain/result.hpp"
#include "http/message.hpp"

namespace tenure::http {

/// 422 `pan_not_accepted` when the request holds what looks like a card number in its path, query,
/// Idempotency-Key or anywhere in its body but at the `unguarded` JSON pointers. A body that is not
/// JSON passes: its handler refuses it.
Status refuse_card_numbers(const Request& request, const std::vector<std::string>& unguarded);

}  // namespace tenure::http
