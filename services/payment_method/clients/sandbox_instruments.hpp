#pragma once
// What the sandbox makes of a card's number or an IBAN; any other succeeds.

#include <optional>
#include <string_view>

#include "payment_method/app/sandbox_book.hpp"

namespace tenure::payment_method {

struct MagicInstrument {
    SandboxBehaviour behaviour = SandboxBehaviour::succeeds;
    Funding funding = Funding::unknown;  ///< of a card
};

/// The card's number that a token of a browser stands for; nothing for a token that nobody made.
std::optional<std::string_view> number_of_token(std::string_view token);

MagicInstrument magic_card(std::string_view digits);
MagicInstrument magic_iban(std::string_view iban);

}  // namespace tenure::payment_method
