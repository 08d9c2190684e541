#pragma once
// What looks like a card number where none belongs. Numbers of cards are accepted in one field of
// one request; anywhere else they would be stored or logged.

#include <string>
#include <string_view>

#include "domain/error.hpp"

namespace tenure {

/// 422 `pan_not_accepted` at the JSON pointer.
Error card_number_not_accepted(const std::string& pointer);

/// True when a number that a card could bear stands anywhere in the text: 12-19 digits of a known
/// brand with a valid check digit, spaces and hyphens between them or not.
bool contains_card_number(std::string_view text);
/// The same for an identifier, in which digits and hyphens often meet by chance (UUIDs): all its
/// digits from the first to the last, or 13 and more in a row.
bool is_card_number_in_identifier(std::string_view text);

}  // namespace tenure
