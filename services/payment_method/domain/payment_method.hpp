#pragma once
// What an account pays with: cards and bank accounts as their provider knows them, one of which is
// the default. Card numbers, security codes and IBANs do not belong here: they exist only while a
// method is registered (card_check.hpp, debit_check.hpp).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "domain/card.hpp"
#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "payment_method/domain/mandate.hpp"

namespace tenure::payment_method {

enum class MethodType { card, sepa_debit };
std::string_view name_of(MethodType type);
/// Throws std::invalid_argument on a name that we never wrote.
MethodType method_type(std::string_view name);

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

struct SepaDebit {
    std::string country;
    std::string last4;
    std::string holder;
    std::optional<std::string> bic;
    Mandate mandate;
};

struct PaymentMethod {
    PaymentMethodId id;
    std::variant<Card, SepaDebit> instrument;  ///< in the order of MethodType
    bool is_default = false;
    Timestamp created_at;
};

MethodType type_of(const PaymentMethod& method);
/// A card whose last day has ended; other methods do not expire by a date.
bool expired(const PaymentMethod& method, const TimeZone& zone, Timestamp now);

/// When the account is told that the card expires: 30 days before it is of no more use.
Timestamp expiry_notice_at(const CardExpiry& expiry, const TimeZone& zone);

/// What stands in the way of removing a method.
struct Removal {
    std::size_t kept = 0;           ///< methods of the account in all
    bool needed = false;            ///< the account has something running that is paid for
    bool has_open_payment = false;  ///< a payment with the method has no outcome yet
};

/// May `method` be removed? Errors (conflict): `payment_method_in_use` for one that is being
/// charged and for the only one while it is needed, `payment_method_is_default` when others could
/// take over.
Status check_removal(const PaymentMethod& method, const Removal& removal);

}  // namespace tenure::payment_method
