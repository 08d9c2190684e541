#include "billing/app/order_service.hpp"

#include "domain/failpoint.hpp"

namespace tenure::billing {

namespace {

/// The payment was not even tried by this call.
bool nothing_was_paid(const Error& error, std::int64_t attempt) {
    if (error.code == "payment_method_missing") return true;
    // An earlier attempt may have reached payment-method although this one did not.
    return error.code == "upstream_unavailable" && attempt == 1;
}

/// What costs nothing is paid.
Result<Payment> paid_nothing() {
    Payment payment;
    payment.status = Payment::Status::succeeded;
    return payment;
}

/// The quote that the command names redeemed, or a new one.
Result<QuotedPrice> quote_for(const Quotes& quotes, BillingTx& tx, const OrderCommand& command,
                              const Basis& basis) {
    return command.quote ? quotes.redeem(tx, *command.quote, command.purchase, basis)
                         : quotes.make(tx, command.purchase, basis);
}

}  // namespace

Error order_not_found() {
    return {ErrorKind::not_found, "order_not_found", "the account has no such order"};
}

std::string cycle_change_path(const ChangeId& id) {
    return "/v1/billing/cycle/changes/" + id.str();
}

Result<QuotedPrice> OrderService::quote(const Caller& caller, const Purchase& purchase) {
    std::optional<QuotedPrice> quoted;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        TENURE_TRY_ASSIGN(const Basis basis, quotes_.basis_of(tx, purchase, caller.now));
        TENURE_TRY_ASSIGN(quoted, quotes_.make(tx, purchase, basis));
        return done;
    }));
    return *quoted;
}

Result<Order> OrderService::draft_new(BillingTx& tx, const OrderCommand& command) {
    const Timestamp now = command.caller.now;
    TENURE_TRY(tx.claim(command.key, command.id));
    TENURE_TRY_ASSIGN(const Basis basis, quotes_.basis_of(tx, command.purchase, now));
    TENURE_TRY_ASSIGN(QuotedPrice quoted, quote_for(quotes_, tx, command, basis));
    Order order;
    order.id = command.id;
    order.purchase = joined_with_renewal(command.purchase, basis.current);
    order.content = content_of(command.purchase, command.quote);
    order.quote = std::move(quoted.quote);
    order.priced = std::move(quoted.priced);
    order.placed_at = now;
    order.effective_at = effective_at(command.purchase, basis.current, now);
    order.term = basis.current.term;
    order.time_zone = basis.current.zone.name();
    if (order.priced.lines.empty()) {
        if (order.purchase.kind == PurchaseKind::start)
            tx.start(basis.current.term, basis.current.zone);
        place_free(tx, order, command.caller);
        return order;
    }
    // A first term exists once it is paid.
    if (order.purchase.kind == PurchaseKind::start) order.term.reset();
    order.invoice_id = InvoiceId::make(now);
    tx.insert(order, command.caller);
    tx.insert_draft(quotes_.draft(order, *basis.buyer));
    return order;
}

void OrderService::place_free(BillingTx& tx, Order& order, const Caller& caller) {
    const Purchase& purchase = order.purchase;
    const bool at_once = purchase.effect == Effect::immediately;
    order.status = at_once ? OrderStatus::applied : OrderStatus::scheduled;
    tx.insert(order, caller);
    if (purchase.effect != Effect::deferred) tx.set_items(order.id, ItemStatus::in_force);
    tx.raise_version();
    const Timestamp at = order.placed_at;
    if (purchase.kind == PurchaseKind::start)
        tx.publish("term.started", events_.term(*order.term, order.time_zone), at);
    if (purchase.kind == PurchaseKind::cycle) {
        const std::string change = events_.cycle_change(order);
        tx.publish("cycle.change_scheduled", change, at);
        tx.audit(caller, {"cycle.change_scheduled", cycle_change_path(order.id), {}, change});
        return;
    }
    tx.publish(at_once ? "order.applied" : "order.scheduled", events_.order(order), at);
}

Result<PlacedOrder> OrderService::draft(const OrderCommand& command) {
    std::optional<PlacedOrder> placed;
    TENURE_TRY(store_.transact(command.caller.account, [&](BillingTx& tx) -> Status {
        std::optional<Order> existing = tx.find(command.id);
        if (!existing) {
            TENURE_TRY_ASSIGN(Order order, draft_new(tx, command));
            placed = PlacedOrder{std::move(order), true};
            return done;
        }
        if (existing->content != content_of(command.purchase, command.quote))
            return Error{ErrorKind::conflict, "order_mismatch",
                         "the order's id came with another purchase before"};
        if (existing->status == OrderStatus::pending) existing->attempts = tx.take_up(command.id);
        placed = PlacedOrder{*existing, false};
        return done;
    }));
    return *placed;
}

Result<PlacedOrder> OrderService::place(const OrderCommand& command) {
    TENURE_TRY_ASSIGN(PlacedOrder placed, draft(command));
    TENURE_FAILPOINT("billing.order_drafted");
    TENURE_TRY_ASSIGN(placed.order, carry_on(command.caller, placed.order));
    placed.order.status = status_at(placed.order, command.caller.now);
    return placed;
}

Result<Order> OrderService::order(const AccountId& account, const ChangeId& id, Timestamp now) {
    std::optional<Order> found;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        found = reads.find(id);
        return done;
    }));
    if (!found) return order_not_found();
    found->status = status_at(*found, now);
    return *found;
}

Result<Order> OrderService::carry_on(const Caller& caller, const Order& order) {
    if (order.status != OrderStatus::pending) return order;
    const Result<Payment> payment =
        order.priced.total.is_zero() ? paid_nothing() : payments_.pay(caller, order);
    TENURE_FAILPOINT("billing.payment_made");
    if (!payment.ok()) return unpaid(caller, order, payment.error());
    std::optional<Order> settled;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        settled = tx.find(order.id);
        if (!settled) return order_not_found();
        return settle(tx, *settled, *payment, settled->effective_at);
    }));
    TENURE_FAILPOINT("billing.order_finished");
    return *settled;
}

Result<Order> OrderService::unpaid(const Caller& caller, const Order& order, const Error& error) {
    const bool was_scheduled = order.purchase.effect == Effect::deferred;
    if (was_scheduled && error.code == "payment_method_missing") {
        std::optional<Order> declined;
        TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
            declined = tx.find(order.id);
            if (declined && declined->status == OrderStatus::pending)
                decline(tx, *declined, {error.code, error.detail}, declined->effective_at);
            return done;
        }));
        return declined ? Result<Order>(*declined) : Result<Order>(order_not_found());
    }
    if (!was_scheduled && nothing_was_paid(error, order.attempts)) {
        bool withdrawn = false;
        TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
            withdrawn = tx.withdraw(order.id, order.attempts);
            return done;
        }));
        if (withdrawn) return error;
    }
    const Result<Order> left = this->order(caller.account, order.id, caller.now);
    return left.ok() ? left : Result<Order>(error);  // gone: another attempt has withdrawn it
}

void OrderService::decline(BillingTx& tx, Order& order, const Decline& why, Timestamp at) {
    order.status = OrderStatus::declined;
    order.decline = why;
    tx.decline(order.id, why);
    tx.publish("order.declined", events_.order(order), at);
}

Status OrderService::settle(BillingTx& tx, Order& order, const Payment& payment, Timestamp at) {
    const bool paid = payment.status == Payment::Status::succeeded;
    if (order.status == OrderStatus::applied) settle_applied(tx, order, payment, at);
    if (order.status != OrderStatus::pending) return done;
    switch (payment.status) {
        case Payment::Status::unknown:
            order.action_url = payment.action_url;
            return done;
        case Payment::Status::failed:
        case Payment::Status::returned:
            decline(tx, order, payment.failure.value_or(Decline{"payment_declined", ""}), at);
            return done;
        case Payment::Status::processing:
        case Payment::Status::succeeded:
            return put_in_force(tx, order, paid, at);
    }
    return done;
}

void OrderService::settle_applied(BillingTx& tx, Order& order, const Payment& payment,
                                  Timestamp at) const {
    if (!order.invoice_id) return;
    const std::optional<Invoice> invoice = tx.find(*order.invoice_id);
    if (!invoice) return;
    Attempt attempt;
    attempt.id = payment_id(order.id);
    attempt.invoice = invoice->id;
    if (payment.failure) attempt.failure_code = payment.failure->code;
    const bool open = invoice->status == InvoiceStatus::open;
    if (open && payment.status == Payment::Status::succeeded) {
        debts_.paid(tx, *invoice, at);
        order.invoice_status = InvoiceStatus::paid;
    }
    if (open && payment.status == Payment::Status::failed)
        debts_.failed(tx, *invoice, attempt, payment.method, at);
    if (payment.status == Payment::Status::returned) {
        debts_.returned(tx, *invoice, attempt, payment.method, at);
        order.invoice_status = InvoiceStatus::open;
    }
}

Status OrderService::put_in_force(BillingTx& tx, Order& order, bool paid, Timestamp at) {
    TENURE_TRY_ASSIGN(const TimeZone seller_zone,
                      TimeZone::find(quotes_.settings().seller_time_zone));
    const bool starts = order.purchase.kind == PurchaseKind::start;
    const Account account = tx.account();
    if (starts) {
        TENURE_TRY_ASSIGN(const CurrentTerm begun,
                          term_for(order.purchase, account, order.placed_at));
        order.term = begun.term;
        tx.start(begun.term, begun.zone);
    }
    tx.apply(order.id, *order.term);
    // Units paid for while the account came to its end ended with it.
    const bool ended = !starts && account.status == AccountStatus::ended;
    tx.set_items(order.id, ended ? ItemStatus::ended : ItemStatus::in_force);
    // What leaves no item changes no price that was quoted.
    if (changes_items(order.purchase)) tx.raise_version();

    std::optional<Invoice> invoice = tx.find(*order.invoice_id);
    if (!invoice)
        return Error{ErrorKind::internal, "invoice_missing", "an order without its invoice"};
    invoice->issued_on = seller_zone.date_of(order.effective_at);
    invoice->status = paid ? InvoiceStatus::paid : InvoiceStatus::open;
    if (paid) invoice->paid_at = at;
    const int year = year_of(*invoice->issued_on);
    invoice->number = invoice_number(year, tx.take_number(invoice->seller.vat_number, year));
    tx.issue(*invoice, at);

    order.status = OrderStatus::applied;
    order.invoice_status = invoice->status;
    order.invoice_number = invoice->number;
    if (starts) tx.publish("term.started", events_.term(*order.term, order.time_zone), at);
    tx.publish("invoice.opened", events_.invoice(*invoice), at);
    if (paid) tx.publish("invoice.paid", events_.invoice(*invoice), at);
    tx.publish("order.applied", events_.order(order), at);
    return done;
}

Result<bool> OrderService::sweep() {
    const std::optional<Unfinished> unfinished = store_.take_unfinished();
    if (!unfinished) return false;
    const Result<Order> order =
        this->order(unfinished->caller.account, unfinished->order, unfinished->caller.now);
    if (!order.ok()) return true;  // withdrawn meanwhile
    Order taken = *order;
    taken.attempts = unfinished->attempt;
    const Result<Order> carried = carry_on(unfinished->caller, taken);
    // What is not known yet is asked again after the lease; only a defect is worth a log line.
    if (!carried.ok() && carried.error().kind == ErrorKind::internal) return carried.error();
    return true;
}

Status OrderService::take_over(const AccountId& account, const ChangeId& id, const Payment& payment,
                               Timestamp at, const std::string& from, const std::string& to) {
    return store_.transact(account, [&](BillingTx& tx) -> Status {
        TENURE_TRY(tx.consumed(from, to));
        std::optional<Order> order = tx.find(id);
        return order ? settle(tx, *order, payment, at) : Status(done);
    });
}

Status OrderService::skip(const AccountId& account, const std::string& from,
                          const std::string& to) {
    return store_.transact(account, [&](BillingTx& tx) -> Status { return tx.consumed(from, to); });
}

}  // namespace tenure::billing
