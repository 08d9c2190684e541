#include "billing/app/cycle_changes.hpp"

namespace tenure::billing {

namespace {

Purchase purchase_of(Cycle cycle) {
    Purchase purchase;
    purchase.seller = "billing";
    purchase.kind = PurchaseKind::cycle;
    purchase.effect = Effect::at_renewal;
    purchase.cycle = cycle;
    return purchase;
}

}  // namespace

Error change_not_found() {
    return {ErrorKind::not_found, "change_not_found", "the account has no such change"};
}

Result<QuotedPrice> CycleChanges::preview(const Caller& caller, Cycle cycle) {
    return orders_.quote(caller, purchase_of(cycle));
}

Result<Order> CycleChanges::make(const Caller& caller, Cycle cycle,
                                 const std::optional<QuoteId>& quote,
                                 const std::optional<IdempotencyKey>& key) {
    const bool resumed = key && key->resume;
    const ChangeId id = resumed ? ChangeId(*key->resume) : ChangeId::make(caller.now);
    TENURE_TRY_ASSIGN(const PlacedOrder placed,
                      orders_.place({caller, id, purchase_of(cycle), quote, key}));
    return placed.order;
}

Result<OrderPage> CycleChanges::page(const Caller& caller, int limit, const std::string& cursor) {
    TENURE_TRY_ASSIGN(OrderPage page, store_.cycle_changes(caller.account, limit, cursor));
    for (Order& order : page.orders) order.status = status_at(order, caller.now);
    return page;
}

Result<Order> CycleChanges::change(const Caller& caller, const ChangeId& id) {
    const Result<Order> order = orders_.order(caller.account, id, caller.now);
    if (!order.ok() && order.error().kind == ErrorKind::not_found) return change_not_found();
    if (order.ok() && order->purchase.kind != PurchaseKind::cycle) return change_not_found();
    return order;
}

Result<Order> CycleChanges::undo(const Caller& caller, const ChangeId& id) {
    TENURE_TRY(change(caller, id));
    return orders_.undo(caller, id);
}

}  // namespace tenure::billing
