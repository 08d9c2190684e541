// Orders for an instant of their own: priced, paid and put in force when it comes.

#include "billing/app/order_service.hpp"

namespace tenure::billing {

namespace {

/// The same purchase as it would be placed at its instant.
Purchase immediate(Purchase purchase) {
    purchase.effect = Effect::immediately;
    purchase.execute_at.reset();
    return purchase;
}

}  // namespace

Status OrderService::execute(BillingTx& tx, Order& order, Timestamp now) {
    const Purchase purchase = immediate(order.purchase);
    const Result<Basis> basis = quotes_.basis_of(tx, purchase, order.effective_at, &order);
    // The renewal comes first; the order waits for it.
    if (!basis.ok() && basis.error().code == "term_ended") return done;
    const Result<Priced> priced = basis.ok() ? quotes_.price(purchase, *basis, basis->current.today)
                                             : Result<Priced>(basis.error());
    if (!priced.ok()) {
        decline(tx, order, {priced.error().code, priced.error().detail}, now);
        return done;
    }
    order.term = basis->current.term;
    order.priced = *priced;
    if (!order.priced.lines.empty()) {
        order.status = OrderStatus::pending;
        order.invoice_id = InvoiceId::make(order.effective_at);
        tx.take_up_deferred(order.id, *order.term);
        tx.insert_draft(quotes_.draft(order, *basis->buyer));
        return done;
    }
    order.status = OrderStatus::applied;
    tx.apply(order.id, *order.term);
    tx.set_items(order.id, ItemStatus::in_force);
    tx.raise_version();
    tx.publish("order.applied", events_.order(order), now);
    return done;
}

Result<Order> OrderService::execute(const Caller& caller, const ChangeId& id) {
    std::optional<Order> order;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        order = tx.find(id);
        if (!order) return order_not_found();
        const bool due = order->purchase.effect == Effect::deferred &&
                         order->status == OrderStatus::scheduled &&
                         order->effective_at <= caller.now;
        return due ? execute(tx, *order, order->effective_at) : Status(done);
    }));
    return carry_on(caller, *order);
}

Result<bool> OrderService::execute_due(Timestamp now) {
    const std::optional<Unfinished> due = store_.take_deferred(now);
    if (!due) return false;
    const Result<Order> order = execute(due->caller, due->order);
    if (!order.ok() && order.error().kind == ErrorKind::internal) return order.error();
    return true;
}

}  // namespace tenure::billing
