#pragma once
// What a seller asks of billing: operations on the account's recurring items, and when they take
// effect (proto-docs/internal.md, billing). No JSON here: libs/selling_http writes it.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/term.hpp"
#include "domain/time.hpp"

namespace tenure::selling {

/// A text by language: fr, nl, en, de.
using Names = std::map<std::string, std::string>;
/// Per unit and month, by cycle.
using Prices = std::map<Cycle, Money>;

/// What is sold under an item: a catalogue's product with its prices and invoice texts.
struct Product {
    std::string code;  ///< "plan.grow"
    Prices prices;
    Names names;
};

enum class Action { add, remove, switch_product, clear, charge };

/// One operation on one item. Make it with the functions below.
struct Operation {
    Action action = Action::add;
    std::string item;                       ///< "plan_users"
    std::optional<Product> product;         ///< of add and switch_product
    std::int64_t quantity = 0;              ///< of add, remove and charge
    std::optional<std::string> limited_by;  ///< of add: the item that bounds this one's quantity
    std::optional<std::int64_t> minimum;    ///< of add: never fewer units than this
};

Operation add(std::string item, Product product, std::int64_t quantity);
Operation remove(std::string item, std::int64_t quantity);
/// All units become units of this product.
Operation switch_to(std::string item, Product product);
Operation clear(std::string item);
/// Pieces that are paid once, at a price apiece: nothing of them renews.
Operation charge(std::string item, std::string product, Money price, Names names,
                 std::int64_t quantity);

/// Only in the purchase that begins a licence: it makes the term.
struct StartTerms {
    Cycle cycle = Cycle::quarterly;
    std::string time_zone;
    std::optional<std::int64_t> trial_days;  ///< set: begins with a trial
};

enum class When { immediately, at_renewal, at };

enum class PurchaseKind {
    start,   ///< begins a licence
    change,  ///< changes items
    end,     ///< ends the licence with its term
};

struct Purchase {
    PurchaseKind kind = PurchaseKind::change;
    std::optional<StartTerms> start;  ///< of a start
    When when = When::immediately;    ///< of a change
    std::optional<Timestamp> at;      ///< of When::at: priced and charged then
    bool window = false;              ///< the change window holds though only units are added
    std::vector<Operation> operations;
};

std::string_view name_of(Action action);
/// Nothing for a name that is none.
std::optional<Action> action_of(std::string_view name);
std::string_view name_of(PurchaseKind kind);

}  // namespace tenure::selling
