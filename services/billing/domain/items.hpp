#pragma once
// The recurring items as a fold over the changes that made them: who pays for what, how many, at
// which price. Scheduled changes compose because they are changes too, only later.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "billing/domain/purchase.hpp"
#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::billing {

enum class ItemStatus {
    draft,      ///< of an order that is not paid yet, or deferred
    in_force,   ///< from its instant on
    withdrawn,  ///< its order was declined or undone
    ended,      ///< with the account's life
};
inline constexpr EnumNames<ItemStatus, 4> item_status_names{{
    {"draft", ItemStatus::draft},
    {"in_force", ItemStatus::in_force},
    {"withdrawn", ItemStatus::withdrawn},
    {"ended", ItemStatus::ended},
}};

/// One operation of an order and when it takes effect.
struct ItemChange {
    Operation operation;
    Timestamp effective_at;
    ChangeId order;
    int position = 1;  ///< within the order
};

/// Units that were bought as the same product at the same prices.
struct Lot {
    std::string product;
    Prices prices;
    Names names;
    std::int64_t quantity = 0;
};

struct Item {
    std::string item;
    std::vector<Lot> lots;  ///< oldest first; none is empty
    std::optional<std::string> limited_by;
    std::optional<std::int64_t> minimum;
    std::int64_t missing = 0;  ///< units that changes took away although there were none
    bool untouched = false;    ///< a switch or a clear met no units

    /// Less than nothing when more was taken away than there was.
    std::int64_t quantity() const;
};

using Items = std::map<std::string, Item>;

/// Carries one operation out. Adding joins an equal lot; removing takes from the newest lots
/// first; a switch makes one lot of all units; a clear gives the item up, with its minimum.
void apply(Items& items, const Operation& operation);

/// The items at an instant: every change in effect by then, ordered by instant, order and
/// position, whatever order they come in.
Items items_at(const std::vector<ItemChange>& changes, Timestamp at);

/// Whether the items fit their limits now and at every later instant at which something changes.
/// `pending` are changes that may still come to nothing: each limit holds with and without them.
/// Errors (conflict): `last_unit` below the minimum; `limit_exceeded` with `item`, `quantity`,
/// `limited_by`, `limit`; `item_missing` when there is nothing to switch or clear;
/// `product_mismatch` when an item would be two products.
Status check_limits(const std::vector<ItemChange>& changes, const std::vector<ItemChange>& pending,
                    Timestamp now);

}  // namespace tenure::billing
