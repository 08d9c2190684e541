#pragma once
// Orders: a purchase from its price to its invoice.
//
// An order that costs nothing is settled in the transaction that places it. One that is charged is
// drafted in one transaction, paid outside any, and settled in another; each step may be repeated
// under the order's id by the request, the sweeper or payment-method's events. An order for later
// is placed as `scheduled`: its items are in force from an instant to come, and until then it can
// be undone (undo.cpp). A deferred one is priced and paid at its instant (deferred.cpp).

#include <optional>
#include <string>

#include "billing/app/debts.hpp"
#include "billing/app/ports.hpp"
#include "billing/app/quotes.hpp"

namespace tenure::billing {

struct OrderCommand {
    Caller caller;
    ChangeId id;
    Purchase purchase;
    std::optional<QuoteId> quote;
    std::optional<IdempotencyKey> key;  ///< of a customer's own request
};

struct PlacedOrder {
    Order order;
    bool created = false;  ///< false when the order existed already
};

class OrderService {
  public:
    OrderService(BillingStore& store, Payments& payments, EventWriter& events, const Debts& debts,
                 SalesSettings settings)
        : store_(store),
          payments_(payments),
          events_(events),
          debts_(debts),
          quotes_(std::move(settings)) {}

    /// Errors: those of Quotes::basis_of() and Quotes::price().
    Result<QuotedPrice> quote(const Caller& caller, const Purchase& purchase);
    /// Orders and pays; an order whose payment's outcome is not known yet comes back `pending`.
    /// Errors: those of quote(), of Quotes::redeem(), `order_mismatch`, `payment_method_missing`,
    /// `upstream_unavailable`; after each of them nothing is ordered.
    Result<PlacedOrder> place(const OrderCommand& command);
    /// As it reads at an instant. Error `order_not_found`.
    Result<Order> order(const AccountId& account, const ChangeId& id, Timestamp now);
    /// Withdraws a scheduled order; undone again, it is the same. Errors: `order_not_found`, those
    /// of admit_undo(), and of check_limits() when what remains would not fit.
    Result<Order> undo(const Caller& caller, const ChangeId& id);

    /// Carries on with one order that was left unfinished; false when there is none.
    Result<bool> sweep();
    /// Executes one deferred order that is due; false when there is none.
    Result<bool> execute_due(Timestamp now);
    /// Executes a deferred order at its instant: priced and paid as if placed then. One that is not
    /// admitted any more is declined. Nothing happens to an order that is not scheduled or not due,
    /// or whose account's renewal must be made first.
    Result<Order> execute(const Caller& caller, const ChangeId& id);
    /// Takes over a payment's outcome from payment-method's events, once.
    Status take_over(const AccountId& account, const ChangeId& id, const Payment& payment,
                     Timestamp at, const std::string& from, const std::string& to);
    /// Moves past an event that is nothing to us.
    Status skip(const AccountId& account, const std::string& from, const std::string& to);

  private:
    Result<PlacedOrder> draft(const OrderCommand& command);
    Result<Order> draft_new(BillingTx& tx, const OrderCommand& command);
    /// An order that costs nothing is scheduled or in force at once.
    void place_free(BillingTx& tx, Order& order, const Caller& caller);
    Result<Order> carry_on(const Caller& caller, const Order& order);
    Result<Order> unpaid(const Caller& caller, const Order& order, const Error& error);
    /// Brings the order in line with its payment, within the transaction.
    Status settle(BillingTx& tx, Order& order, const Payment& payment, Timestamp at);
    /// The same of an order in effect: its payment ends well or badly, or comes back.
    void settle_applied(BillingTx& tx, Order& order, const Payment& payment, Timestamp at) const;
    void decline(BillingTx& tx, Order& order, const Decline& why, Timestamp at);
    Status put_in_force(BillingTx& tx, Order& order, bool paid, Timestamp at);
    Status execute(BillingTx& tx, Order& order, Timestamp now);
    void announce_undone(BillingTx& tx, const Order& order, const Caller& caller);

    BillingStore& store_;
    Payments& payments_;
    EventWriter& events_;
    const Debts& debts_;
    Quotes quotes_;
};

Error order_not_found();
/// Where the API shows it.
std::string cycle_change_path(const ChangeId& id);

}  // namespace tenure::billing
