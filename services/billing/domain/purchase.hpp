#pragma once
// What a seller's service asks to sell to an account, priced by its catalogue.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/enum_names.hpp"
#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/term.hpp"

namespace tenure::billing {

/// A text by language: fr, nl, en, de.
using Names = std::map<std::string, std::string>;

/// A price per unit and month for each cycle. An item keeps both, so that the cycle may change.
struct Prices {
    Money quarterly;
    Money annual;
    Money of(Cycle cycle) const { return cycle == Cycle::quarterly ? quarterly : annual; }
};

/// Units of a recurring item that are added.
struct Operation {
    std::string item;     ///< what renews: "plan_users"
    std::string product;  ///< what it is now: "plan.grow"
    std::int64_t quantity = 1;
    Prices prices;
    Names names;
};

enum class PurchaseKind {
    start,      ///< the account's first purchase: makes its term
    add_users,  ///< units for the rest of the term
};
inline constexpr EnumNames<PurchaseKind, 2> purchase_kind_names{{
    {"start", PurchaseKind::start},
    {"add_users", PurchaseKind::add_users},
}};

/// The term that a first purchase asks for.
struct Start {
    Cycle cycle = Cycle::quarterly;
    std::string time_zone;
};

struct Purchase {
    std::string seller;  ///< the service that sells: "subscription"
    PurchaseKind kind = PurchaseKind::add_users;
    std::optional<Start> start;
    std::vector<Operation> operations;
};

/// Error (invalid) when start and kind disagree, the time zone is unknown, a price is negative or
/// currencies differ.
Status check(const Purchase& purchase);

/// What makes two purchases the same: what is bought and how many. Prices and texts are not part
/// of it, so that an order repeated after the catalogue changed is still the same order.
std::string identity_of(const Purchase& purchase);

}  // namespace tenure::billing
