// Undoing an order before it takes effect.

#include "billing/app/order_service.hpp"
#include "billing/domain/renewal.hpp"

namespace tenure::billing {

namespace {

/// What remains must fit its limits without the order's own changes.
Status check_rest(BillingReads& reads, const ChangeId& order, Timestamp now) {
    std::vector<ItemChange> rest = reads.items();
    leave_out(rest, order);
    std::vector<ItemChange> waiting = reads.pending_items();
    const std::vector<ItemChange> deferred = reads.deferred_items();
    waiting.insert(waiting.end(), deferred.begin(), deferred.end());
    leave_out(waiting, order);
    return check_limits(rest, waiting, now);
}

}  // namespace

void OrderService::announce_undone(BillingTx& tx, const Order& order, const Caller& caller) {
    if (order.purchase.kind != PurchaseKind::cycle)
        return tx.publish("order.undone", events_.order(order), caller.now);
    const std::string change = events_.cycle_change(order);
    tx.publish("cycle.change_undone", change, caller.now);
    tx.audit(caller, {"cycle.change_undone", cycle_change_path(order.id), change, {}});
}

Result<Order> OrderService::undo(const Caller& caller, const ChangeId& id) {
    std::optional<Order> order;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        order = tx.find(id);
        if (!order) return order_not_found();
        if (order->status == OrderStatus::undone) return done;
        const Account account = tx.account();
        const Timestamp now = decided_at(account, caller.now);
        TENURE_TRY(admit_undo(*order, account, now));
        TENURE_TRY(check_rest(tx, id, now));
        tx.undo(id);
        tx.raise_version();
        order->status = OrderStatus::undone;
        announce_undone(tx, *order, caller);
        return done;
    }));
    return *order;
}

}  // namespace tenure::billing
