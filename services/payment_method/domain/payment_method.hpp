#pragma once
// What an account pays with: cards as their provider knows them, one of which is the default.
// Numbers and security codes do not belong here: they exist only while a card is registered
// (card_check.hpp).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "domain/card.hpp"
#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::payment_method {

/// Where a card's money comes from. `unknown` is a value of its own, accepted or refused by
/// configuration.
enum class Funding { credit, debit, prepaid, unknown };
std::string_view name_of(Funding funding);
std::optional<Funding> parse_funding(std::string_view name);

struct Card {
    std::string brand;
    std::string last4;
    CardExpiry expiry;
    Funding funding = Funding::unknown;
    std::optional<std::string> holder;
};

struct PaymentMethod {
    PaymentMethodId id;
    Card card;
    bool is_default = false;
    Timestamp created_at;
};

/// May `method` be removed from an account that has `kept` methods in all? `has_open_payment`: a
/// payment with it has no outcome yet. Errors (conflict): `payment_method_in_use` for the only one
/// and for one that is being charged, `payment_method_is_default` when others could take over.
Status check_removal(const PaymentMethod& method, std::size_t kept, bool has_open_payment);

}  // namespace tenure::payment_method
