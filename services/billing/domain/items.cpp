#include "billing/domain/items.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace tenure::billing {

namespace {

void add(Item& item, const Operation& operation) {
    const auto equal = std::find_if(item.lots.begin(), item.lots.end(), [&](const Lot& lot) {
        return lot.product == operation.product && lot.prices == operation.prices;
    });
    if (equal != item.lots.end())
        equal->quantity += operation.quantity;
    else if (operation.quantity > 0)
        item.lots.push_back(
            {operation.product, operation.prices, operation.names, operation.quantity});
    if (operation.limited_by) item.limited_by = operation.limited_by;
    if (operation.minimum) item.minimum = operation.minimum;
}

void remove(Item& item, std::int64_t quantity) {
    while (quantity > 0 && !item.lots.empty()) {
        Lot& newest = item.lots.back();
        const std::int64_t taken = std::min(quantity, newest.quantity);
        newest.quantity -= taken;
        quantity -= taken;
        if (newest.quantity == 0) item.lots.pop_back();
    }
    item.missing += quantity;
}

void switch_to(Item& item, const Operation& operation) {
    std::int64_t units = 0;
    for (const Lot& lot : item.lots) units += lot.quantity;
    item.untouched = item.untouched || units == 0;
    item.lots.clear();
    if (units > 0)
        item.lots.push_back({operation.product, operation.prices, operation.names, units});
}

Error limit_exceeded(const Item& item, std::int64_t quantity, const std::string& limited_by,
                     std::int64_t limit) {
    return {ErrorKind::conflict,
            "limit_exceeded",
            "there would be more units than their limit allows",
            {},
            {{"item", item.item},
             {"quantity", quantity},
             {"limited_by", limited_by},
             {"limit", limit}}};
}

Error about(const Item& item, std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail), {}, {{"item", item.item}}};
}

std::int64_t quantity_in(const Items& items, const std::string& name) {
    const auto found = items.find(name);
    return found == items.end() ? 0 : found->second.quantity();
}

Status check_alone(const Item& item) {
    const std::int64_t units = item.quantity();
    if (item.minimum && units < *item.minimum)
        return about(item, "last_unit", "the last units cannot be removed");
    if (item.missing > 0) return limit_exceeded(item, units, item.item, 0);
    if (item.untouched) return about(item, "item_missing", "the account has no units of the item");
    for (const Lot& lot : item.lots) {
        if (lot.product != item.lots.front().product)
            return about(item, "product_mismatch", "the units of an item are of one product");
    }
    return done;
}

Status check_limit(const Item& item, const Items& least, const Items& most) {
    if (!item.limited_by) return done;
    const std::int64_t limit =
        std::min(quantity_in(least, *item.limited_by), quantity_in(most, *item.limited_by));
    if (item.quantity() <= limit) return done;
    return limit_exceeded(item, item.quantity(), *item.limited_by, limit);
}

/// `least` without and `most` with the pending changes.
Status check_at(const Items& least, const Items& most) {
    for (const Items* items : {&least, &most}) {
        for (const auto& [name, item] : *items) TENURE_TRY(check_alone(item));
    }
    for (const Items* items : {&least, &most}) {
        for (const auto& [name, item] : *items) TENURE_TRY(check_limit(item, least, most));
    }
    return done;
}

}  // namespace

std::int64_t Item::quantity() const {
    std::int64_t sum = -missing;
    for (const Lot& lot : lots) sum += lot.quantity;
    return sum;
}

void apply(Items& items, const Operation& operation) {
    if (operation.action == Action::charge) return;  // leaves no item behind
    Item& item = items[operation.item];
    item.item = operation.item;
    switch (operation.action) {
        case Action::add:
            return add(item, operation);
        case Action::remove:
            return remove(item, operation.quantity);
        case Action::switch_:
            return switch_to(item, operation);
        case Action::clear:
            item.untouched = item.untouched || item.lots.empty();
            item.lots.clear();
            item.minimum.reset();  // of what is given up as a whole nothing must remain
            return;
        case Action::charge:
            return;
    }
}

Items items_at(const std::vector<ItemChange>& changes, Timestamp at) {
    std::vector<const ItemChange*> in_effect;
    for (const ItemChange& change : changes) {
        if (change.effective_at <= at) in_effect.push_back(&change);
    }
    std::stable_sort(in_effect.begin(), in_effect.end(),
                     [](const ItemChange* left, const ItemChange* right) {
                         return std::tie(left->effective_at, left->order, left->position) <
                                std::tie(right->effective_at, right->order, right->position);
                     });
    Items items;
    for (const ItemChange* change : in_effect) apply(items, change->operation);
    return items;
}

Status check_limits(const std::vector<ItemChange>& changes, const std::vector<ItemChange>& pending,
                    Timestamp now) {
    std::vector<ItemChange> all = changes;
    all.insert(all.end(), pending.begin(), pending.end());
    std::set<Timestamp> instants{now};
    for (const ItemChange& change : all) {
        if (change.effective_at > now) instants.insert(change.effective_at);
    }
    for (const Timestamp instant : instants) {
        TENURE_TRY(check_at(items_at(changes, instant), items_at(all, instant)));
    }
    return done;
}

}  // namespace tenure::billing
