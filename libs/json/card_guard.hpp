#pragma once
// Finds card numbers in a request's body.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenure::json {

/// The JSON pointer to the first text, number or member name that looks like a card number, but at
/// the `unguarded` pointers. Nothing in what is not JSON: its reader refuses it.
std::optional<std::string> find_card_number(std::string_view body,
                                            const std::vector<std::string>& unguarded);

}  // namespace tenure::json
