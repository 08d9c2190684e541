#include "billing/app/order_service.hpp"

#include "domain/failpoint.hpp"

namespace tenure::billing {

namespace {

Error order_not_found() {
    return {ErrorKind::not_found, "order_not_found", "the account has no such order"};
}

/// The payment was not even tried by this call.
bool nothing_was_paid(const Error& error, std::int64_t attempt) {
    if (error.code == "payment_method_missing") return true;
    // An earlier attempt may have reached payment-method although this one did not.
    return error.code == "upstream_unavailable" && attempt == 1;
}

}  // namespace

OrderService::OrderService(BillingStore& store, Payments& payments, EventWriter& events,
                           SalesSettings settings)
    : store_(store), payments_(payments), events_(events), settings_(std::move(settings)) {}

Result<OrderService::Basis> OrderService::basis_of(BillingReads& reads, const Purchase& purchase,
                                                   Timestamp now) const {
    TENURE_TRY(check(purchase));
    Account account = reads.account();
    TENURE_TRY_ASSIGN(const CurrentTerm current, term_for(purchase, account, now));
    if (purchase.kind == PurchaseKind::start && reads.start_is_pending())
        return Error{ErrorKind::conflict, "subscription_exists",
                     "the account's first purchase waits for its payment"};
    const std::optional<Details> buyer = reads.details();
    if (!buyer)
        return Error{ErrorKind::conflict, "billing_details_missing",
                     "the account has no billing details to invoice to"};
    return Basis{std::move(account), current, *buyer, items_at(reads.items(), now)};
}

Result<Priced> OrderService::price(const Purchase& purchase, const Basis& basis, Date day) const {
    const VatTreatment vat = vat_treatment(settings_.vat, basis.buyer, day);
    return price_purchase(purchase, basis.items, basis.current.term, day, vat);
}

Quote OrderService::make_quote(const Purchase& purchase, const Basis& basis, const Money& total,
                               Timestamp now) const {
    Quote quote;
    quote.id = QuoteId::make(now);
    quote.purchase = identity_of(purchase);
    quote.account_version = basis.account.version;
    quote.total = total;
    quote.created_at = now;
    quote.expires_at = now + settings_.quote_validity;
    quote.effective_at = now;
    return quote;
}

Result<QuotedPrice> OrderService::quote(const Caller& caller, const Purchase& purchase) {
    std::optional<QuotedPrice> quoted;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        TENURE_TRY_ASSIGN(const Basis basis, basis_of(tx, purchase, caller.now));
        TENURE_TRY_ASSIGN(Priced priced, price(purchase, basis, basis.current.today));
        quoted =
            QuotedPrice{make_quote(purchase, basis, priced.total, caller.now), std::move(priced)};
        tx.insert(quoted->quote);
        return done;
    }));
    return *quoted;
}

Result<QuotedPrice> OrderService::quote_for(BillingTx& tx, const OrderCommand& command,
                                            const Basis& basis) {
    const Timestamp now = command.caller.now;
    if (!command.quote) {
        TENURE_TRY_ASSIGN(Priced priced, price(command.purchase, basis, basis.current.today));
        Quote quote = make_quote(command.purchase, basis, priced.total, now);
        tx.insert(quote);
        return QuotedPrice{std::move(quote), std::move(priced)};
    }
    const std::optional<Quote> quote = tx.find(*command.quote);
    if (!quote)
        return Error{ErrorKind::not_found, "quote_not_found", "the account has no such quote"};
    TENURE_TRY(check_quote(*quote, command.purchase, basis.account, now));
    const Date day = basis.current.zone.date_of(quote->created_at);
    // A first term begins on the day of the order, so a price for another day's term is not its.
    if (command.purchase.kind == PurchaseKind::start && day != basis.current.today)
        return quote_stale();
    TENURE_TRY_ASSIGN(Priced priced, price(command.purchase, basis, day));
    if (priced.total != quote->total) return quote_stale();
    return QuotedPrice{*quote, std::move(priced)};
}

Result<Order> OrderService::draft_new(BillingTx& tx, const OrderCommand& command) {
    const Timestamp now = command.caller.now;
    TENURE_TRY_ASSIGN(const Basis basis, basis_of(tx, command.purchase, now));
    TENURE_TRY_ASSIGN(QuotedPrice quoted, quote_for(tx, command, basis));
    Order order;
    order.id = command.id;
    order.purchase = command.purchase;
    order.content = content_of(command.purchase, command.quote);
    order.quote = std::move(quoted.quote);
    order.priced = std::move(quoted.priced);
    order.placed_at = now;
    order.effective_at = now;
    if (command.purchase.kind != PurchaseKind::start) order.term = basis.current.term;
    order.time_zone = basis.current.zone.name();
    order.invoice_id = InvoiceId::make(now);

    Invoice invoice;
    invoice.id = *order.invoice_id;
    invoice.order_id = order.id;
    invoice.seller = settings_.seller;
    invoice.buyer = basis.buyer;
    invoice.content = order.priced;
    invoice.legal_mentions = legal_mentions(order.priced, basis.buyer.language);
    tx.insert(order, command.caller);
    tx.insert_draft(invoice);
    return order;
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
                         "another purchase was ordered under this id"};
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
    return placed;
}

Result<Order> OrderService::order(const AccountId& account, const ChangeId& id) {
    std::optional<Order> found;
    TENURE_TRY(store_.read(account, [&](BillingReads& reads) -> Status {
        found = reads.find(id);
        return done;
    }));
    if (!found) return order_not_found();
    return *found;
}

Result<Order> OrderService::carry_on(const Caller& caller, const Order& order) {
    if (order.status != OrderStatus::pending) return order;
    const Result<Payment> payment = order.priced.total.is_zero()
                                        ? Result<Payment>(Payment{Payment::Status::succeeded, {}})
                                        : payments_.pay(caller, order);
    TENURE_FAILPOINT("billing.payment_made");
    if (!payment.ok()) return unpaid(caller.account, order, payment.error());
    std::optional<Order> settled;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        settled = tx.find(order.id);
        if (!settled) return order_not_found();
        return settle(tx, *settled, *payment, settled->placed_at);
    }));
    TENURE_FAILPOINT("billing.order_finished");
    return *settled;
}

Result<Order> OrderService::unpaid(const AccountId& account, const Order& order,
                                   const Error& error) {
    if (nothing_was_paid(error, order.attempts)) {
        bool withdrawn = false;
        TENURE_TRY(store_.transact(account, [&](BillingTx& tx) -> Status {
            withdrawn = tx.withdraw(order.id, order.attempts);
            return done;
        }));
        if (withdrawn) return error;
    }
    const Result<Order> left = this->order(account, order.id);
    return left.ok() ? left : Result<Order>(error);  // gone: another attempt has withdrawn it
}

Status OrderService::settle(BillingTx& tx, Order& order, const Payment& payment, Timestamp at) {
    const bool paid = payment.status == Payment::Status::succeeded;
    if (order.status == OrderStatus::applied && order.invoice_status == InvoiceStatus::open &&
        paid) {
        tx.mark_paid(*order.invoice_id, at);
        order.invoice_status = InvoiceStatus::paid;
        if (const std::optional<Invoice> invoice = tx.find(*order.invoice_id))
            tx.publish("invoice.paid", events_.invoice(*invoice), at);
        return done;
    }
    if (order.status != OrderStatus::pending) return done;
    switch (payment.status) {
        case Payment::Status::unknown:
            return done;
        case Payment::Status::failed:
            order.status = OrderStatus::declined;
            order.decline = payment.failure.value_or(Decline{"payment_declined", ""});
            tx.decline(order.id, *order.decline);
            tx.publish("order.declined", events_.order(order), at);
            return done;
        case Payment::Status::processing:
        case Payment::Status::succeeded:
            return put_in_force(tx, order, paid, at);
    }
    return done;
}

Status OrderService::put_in_force(BillingTx& tx, Order& order, bool paid, Timestamp at) {
    TENURE_TRY_ASSIGN(const TimeZone seller_zone, TimeZone::find(settings_.seller_time_zone));
    const bool starts = order.purchase.kind == PurchaseKind::start;
    if (starts) {
        TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(order.time_zone));
        order.term = first_term(zone.date_of(order.placed_at), order.purchase.start->cycle);
        tx.start(*order.term, zone);
    }
    tx.apply(order.id, *order.term);
    tx.raise_version();

    std::optional<Invoice> invoice = tx.find(*order.invoice_id);
    if (!invoice)
        return Error{ErrorKind::internal, "invoice_missing", "an order without its invoice"};
    invoice->issued_on = seller_zone.date_of(order.placed_at);
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
    const Result<Order> order = this->order(unfinished->caller.account, unfinished->order);
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
