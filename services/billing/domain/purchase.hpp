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
    bool operator==(const Prices&) const = default;
};

enum class Action {
    add,      ///< units more
    remove,   ///< units less, the newest first
    switch_,  ///< all units become another product
    clear,    ///< no units any more
    charge,   ///< so many pieces paid once: nothing of them renews
};
inline constexpr EnumNames<Action, 5> action_names{{
    {"add", Action::add},
    {"remove", Action::remove},
    {"switch", Action::switch_},
    {"clear", Action::clear},
    {"charge", Action::charge},
}};
/// Whether the action names a product and its prices.
constexpr bool names_product(Action action) {
    return action == Action::add || action == Action::switch_ || action == Action::charge;
}
constexpr bool names_quantity(Action action) {
    return action == Action::add || action == Action::remove || action == Action::charge;
}

/// What happens to the units of one recurring item.
struct Operation {
    std::string item;           ///< what renews: "plan_users"; of a charge, what is sold
    std::string product;        ///< what it is now: "plan.grow"; of add and switch
    std::int64_t quantity = 0;  ///< of add, remove and charge
    Prices prices;              ///< of a charge: its price apiece, twice
    Names names;
    Action action = Action::add;
    std::optional<std::string> limited_by;  ///< the item of which there are never fewer
    std::optional<std::int64_t> minimum;    ///< units that a removal leaves: 1 of plan_users
};

enum class PurchaseKind {
    start,   ///< the account's term begins, again after its end
    change,  ///< of items
    end,     ///< with the term
    cycle,   ///< of the terms to come; billing's own
};
inline constexpr EnumNames<PurchaseKind, 4> purchase_kind_names{{
    {"start", PurchaseKind::start},
    {"change", PurchaseKind::change},
    {"end", PurchaseKind::end},
    {"cycle", PurchaseKind::cycle},
}};

enum class Effect {
    immediately,
    at_renewal,
    deferred,  ///< at an instant, priced and paid then
};
inline constexpr EnumNames<Effect, 3> effect_names{{
    {"immediately", Effect::immediately},
    {"at_renewal", Effect::at_renewal},
    {"deferred", Effect::deferred},
}};

/// The term that a first purchase asks for.
struct Start {
    Cycle cycle = Cycle::quarterly;
    std::string time_zone;
    std::optional<int> trial_days;  ///< begins with a trial, which costs nothing
};

struct Purchase {
    std::string seller;  ///< the service that sells: "subscription"
    PurchaseKind kind = PurchaseKind::change;
    std::optional<Start> start;
    std::vector<Operation> operations;
    Effect effect = Effect::immediately;
    std::optional<Timestamp> execute_at;  ///< when deferred
    bool window = false;                  ///< the change window holds although units are only added
    std::optional<Cycle> cycle;           ///< of kind cycle: from the next term on
};

/// Error (invalid) when kind, effect and parts disagree, the time zone is unknown, a price is
/// negative or currencies differ.
Status check(const Purchase& purchase);

/// Whether anything that renews is bought, given up or exchanged.
bool changes_items(const Purchase& purchase);

/// Whether it is only accepted while the change window is open: everything but pure adding.
bool needs_window(const Purchase& purchase);

/// What makes two purchases the same: what is bought and how many. Prices and texts are not part
/// of it, so that an order repeated after the catalogue changed is still the same order.
std::string identity_of(const Purchase& purchase);

}  // namespace tenure::billing
