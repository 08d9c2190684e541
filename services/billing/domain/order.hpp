#pragma once
// Quotes and orders: the price that was promised and the purchase that is charged.

#include <optional>
#include <string>

#include "billing/domain/account.hpp"
#include "billing/domain/invoice.hpp"
#include "billing/domain/purchase.hpp"
#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::billing {

/// The invoice of the renewal as it will be after a purchase.
struct NextTotal {
    Date date;
    Money subtotal;
    Money total;
    bool operator==(const NextTotal&) const = default;
};

/// A locked price. Its lines are not kept: from the same purchase, day and account version the same
/// lines follow, and the total proves it.
struct Quote {
    QuoteId id;
    std::string purchase;  ///< identity_of the purchase
    std::int64_t account_version = 0;
    Money total;                    ///< due at once
    std::optional<NextTotal> next;  ///< none when no renewal follows
    Timestamp created_at;
    Timestamp expires_at;
    Timestamp effective_at;
    std::optional<ChangeId> used_by;
};

/// Whether the quote may be used for this purchase now. Errors (conflict), in this order:
/// `quote_mismatch`, `quote_used`, `quote_expired`, `quote_stale`.
Status check_quote(const Quote& quote, const Purchase& purchase, const Account& account,
                   Timestamp now);
/// The price has changed since the quote was made.
Error quote_stale();

enum class OrderStatus {
    pending,    ///< its payment's outcome is not known yet
    scheduled,  ///< takes effect later; once that instant has come it is applied
    applied,
    declined,
    undone,  ///< before it took effect
};
inline constexpr EnumNames<OrderStatus, 5> order_status_names{{
    {"pending", OrderStatus::pending},
    {"scheduled", OrderStatus::scheduled},
    {"applied", OrderStatus::applied},
    {"declined", OrderStatus::declined},
    {"undone", OrderStatus::undone},
}};

/// Why an order was not paid.
struct Decline {
    std::string code;
    std::string detail;
};

/// One purchase, from draft to outcome. Its id is the key of everything that it causes.
struct Order {
    ChangeId id;
    OrderStatus status = OrderStatus::pending;
    Purchase purchase;
    std::string content;  ///< content_of the request: the same id with another one is refused
    Quote quote;
    Priced priced;
    Timestamp placed_at;
    Timestamp effective_at;
    std::optional<Term> term;  ///< in which it takes effect; of a start, once applied
    std::string time_zone;
    std::optional<InvoiceId> invoice_id;  ///< none when nothing is charged
    InvoiceStatus invoice_status = InvoiceStatus::draft;
    std::optional<std::string> invoice_number;
    std::optional<Decline> decline;
    std::int64_t attempts = 1;  ///< how often its payment has been asked for
    std::string action_url;  ///< where the customer must authenticate, as payment-method just said
};

/// What a request for an order says: the purchase's identity and the quote it names.
std::string content_of(const Purchase& purchase, const std::optional<QuoteId>& quote);
/// The id of an order's one payment.
PaymentId payment_id(const ChangeId& order);

/// The status as it reads at an instant: what was scheduled is applied once it is in effect. A
/// deferred order stays scheduled until it has been priced and paid.
OrderStatus status_at(const Order& order, Timestamp now);

}  // namespace tenure::billing
