#pragma once
// Quotes and orders: a purchase from its price to its invoice.
//
// An order is drafted in one transaction, paid outside any, and settled in another. Each step may
// be repeated under the order's id by the request, the sweeper or payment-method's events.

#include <chrono>
#include <optional>
#include <string>

#include "billing/app/debts.hpp"
#include "billing/app/ports.hpp"

namespace tenure::billing {

struct OrderCommand {
    Caller caller;
    ChangeId id;
    Purchase purchase;
    std::optional<QuoteId> quote;
};

struct PlacedOrder {
    Order order;
    bool created = false;  ///< false when the order existed already
};

struct QuotedPrice {
    Quote quote;
    Priced priced;
};

/// What the operator decides about sales.
struct SalesSettings {
    Seller seller;
    std::string seller_time_zone;  ///< an IANA zone: of invoice dates and numbers' years
    VatPolicy vat;
    std::chrono::seconds quote_validity{1800};
};

class OrderService {
  public:
    OrderService(BillingStore& store, Payments& payments, EventWriter& events, const Debts& debts,
                 SalesSettings settings);

    /// Errors: `billing_details_missing`, `subscription_missing`, `subscription_exists`.
    Result<QuotedPrice> quote(const Caller& caller, const Purchase& purchase);
    /// Orders and pays; an order whose payment's outcome is not known yet comes back `pending`.
    /// Errors: those of quote(), of check_quote(), `quote_not_found`, `order_mismatch`,
    /// `payment_method_missing`, `upstream_unavailable`; after each of them nothing is ordered.
    Result<PlacedOrder> place(const OrderCommand& command);
    /// Error `order_not_found`.
    Result<Order> order(const AccountId& account, const ChangeId& id);

    /// Carries on with one order that was left unfinished; false when there is none.
    Result<bool> sweep();
    /// Takes over a payment's outcome from payment-method's events, once.
    Status take_over(const AccountId& account, const ChangeId& id, const Payment& payment,
                     Timestamp at, const std::string& from, const std::string& to);
    /// Moves past an event that is nothing to us.
    Status skip(const AccountId& account, const std::string& from, const std::string& to);

  private:
    /// What a purchase is priced upon.
    struct Basis {
        Account account;
        CurrentTerm current;
        Details buyer;
        Items items;  ///< as they are now
    };
    Result<Basis> basis_of(BillingReads& reads, const Purchase& purchase, Timestamp now) const;
    Result<Priced> price(const Purchase& purchase, const Basis& basis, Date day) const;
    Quote make_quote(const Purchase& purchase, const Basis& basis, const Money& total,
                     Timestamp now) const;
    /// The quote of an order and its price: the one it names, or a new one.
    Result<QuotedPrice> quote_for(BillingTx& tx, const OrderCommand& command, const Basis& basis);
    Result<PlacedOrder> draft(const OrderCommand& command);
    Result<Order> draft_new(BillingTx& tx, const OrderCommand& command);
    Result<Order> carry_on(const Caller& caller, const Order& order);
    Result<Order> unpaid(const AccountId& account, const Order& order, const Error& error);
    /// Brings the order in line with its payment, within the transaction.
    Status settle(BillingTx& tx, Order& order, const Payment& payment, Timestamp at);
    /// The same of an order in effect: its payment ends well or badly, or comes back.
    void settle_applied(BillingTx& tx, Order& order, const Payment& payment, Timestamp at) const;
    Status put_in_force(BillingTx& tx, Order& order, bool paid, Timestamp at);

    BillingStore& store_;
    Payments& payments_;
    EventWriter& events_;
    const Debts& debts_;
    SalesSettings settings_;
};

}  // namespace tenure::billing
