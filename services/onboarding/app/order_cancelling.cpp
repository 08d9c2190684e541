// Cancelling an order: first it is marked, then billing credits what was invoiced, then the order
// and its sessions are cancelled. Whoever is killed in between, the sweeper carries on.

#include "onboarding/app/order_service.hpp"

namespace tenure::onboarding {

namespace {

constexpr const char* reason = "onboarding order cancelled";

/// The caller for work that goes on without its request.
Caller caller_of(const Order& order, Caller caller) {
    if (!order.on_test_clock || !order.cancelled_at) return caller;
    caller.now = *order.cancelled_at;
    caller.on_test_clock = true;
    return caller;
}

/// The orders of the engagement that were invoiced, newest first.
std::vector<Order> invoiced(OnboardingTx& tx, const OrderId& engagement) {
    std::vector<Order> orders = tx.orders().all();
    std::erase_if(orders, [&](const Order& order) {
        return order.engagement != engagement || order.invoice.empty();
    });
    return {orders.rbegin(), orders.rend()};
}

}  // namespace

Result<OrderView> OrderService::cancel(const Caller& caller, const OrderId& id) {
    bool cancelled = false;
    TENURE_TRY(store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        std::optional<Order> order = tx.orders().find(id);
        if (!order)
            return Error{ErrorKind::not_found, "onboarding_order_not_found",
                         "the account has no such order"};
        cancelled = order->state == OrderState::cancelled;
        if (cancelled || order->state == OrderState::cancelling) return done;
        for (const Change& change : tx.seller().changes())
            if (change.status == ChangeStatus::pending)
                return Error{ErrorKind::conflict, "order_pending",
                             "the payment of another order is not known yet"};
        TENURE_TRY(check_cancellable(
            *order, has_begun(tx.sessions().all(), order->engagement, caller.now)));
        order->state = OrderState::cancelling;
        order->cancelled_at = caller.now;
        order->on_test_clock = caller.on_test_clock;
        tx.orders().save(*order);
        for (Order credited : invoiced(tx, order->engagement)) {
            credited.credit_note = CreditNoteId::make(caller.now).str();
            tx.orders().save(credited);
        }
        return done;
    }));
    if (cancelled) return find(caller, id);
    TENURE_FAILPOINT("onboarding.cancellation_open");
    return carry_on_cancelling(caller, id);
}

Result<OrderView> OrderService::carry_on_cancelling(const Caller& caller, const OrderId& id) {
    std::vector<Order> orders;
    store_.read(caller.account, [&](OnboardingTx& tx) {
        const std::optional<Order> order = tx.orders().find(id);
        orders = order ? invoiced(tx, order->engagement) : std::vector<Order>();
    });
    bool none_credited = true;
    for (const Order& order : orders) {
        const Status credited =
            credit_notes_.credit(caller, order.credit_note, order.invoice, reason);
        // Nothing is left of it: the operator has given it back already.
        const bool given_back = !credited.ok() && credited.error().code == "credit_exceeds_invoice";
        if (!credited.ok() && !given_back) {
            if (none_credited && selling::is_refusal(credited.error())) {
                TENURE_TRY(undo_cancelling(caller, id));
                return credited.error();
            }
            return find(caller, id);  // the sweeper carries on
        }
        none_credited = false;
    }
    TENURE_FAILPOINT("onboarding.credited");
    TENURE_TRY(finish_cancelling(caller, id));
    return find(caller, id);
}

Status OrderService::undo_cancelling(const Caller& caller, const OrderId& id) {
    return store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        std::optional<Order> order = tx.orders().find(id);
        if (!order || order->state != OrderState::cancelling) return done;
        for (Order credited : invoiced(tx, order->engagement)) {
            credited.credit_note.clear();
            tx.orders().save(credited);
        }
        order->credit_note.clear();
        order->state = OrderState::open;
        order->cancelled_at.reset();
        tx.orders().save(*order);
        return done;
    });
}

Status OrderService::cancel_delivery(OnboardingTx& tx, const Caller& by, const Order& before,
                                     Order after, Timestamp at) const {
    after.state = OrderState::cancelled;
    note(tx, by, "order_cancelled", before, after, at);
    for (Session session : tx.sessions().all()) {
        if (session.engagement != after.engagement || session.status != SessionStatus::booked)
            continue;
        session.status = SessionStatus::cancelled;
        ++session.sequence;
        session.changed_at = at;
        TENURE_TRY(tx.sessions().update(session));
        tx.publish("onboarding.session_cancelled", documents_.session(session), at);
    }
    if (const std::optional<Waiting> waiting = tx.sessions().waiting())
        tx.sessions().remove(waiting->id);
    return done;
}

Status OrderService::finish_cancelling(const Caller& caller, const OrderId& id) {
    return store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        const std::optional<Order> before = tx.orders().find(id);
        if (!before || before->state != OrderState::cancelling) return done;
        return cancel_delivery(tx, caller, *before, *before, caller.now);
    });
}

Result<bool> OrderService::sweep(const std::function<Caller(const AccountId&)>& caller_for) {
    TENURE_TRY_ASSIGN(const bool carried, flow_.sweep(caller_for));
    const std::optional<UnfinishedOrder> unfinished = store_.take_cancelling();
    if (!unfinished) return carried;
    std::optional<Order> order;
    store_.read(unfinished->account,
                [&](OnboardingTx& tx) { order = tx.orders().find(unfinished->order); });
    if (!order) return true;
    const Result<OrderView> view =
        carry_on_cancelling(caller_of(*order, caller_for(unfinished->account)), unfinished->order);
    if (!view.ok() && view.error().kind == ErrorKind::internal) return view.error();
    return true;
}

}  // namespace tenure::onboarding
