#pragma once
// An order of a package from its acceptance to the end, and what may be ordered, moved up to and
// cancelled. An engagement is the chain of orders that moved up from one another: sessions and
// whatever else is delivered belong to it, so moving up keeps what was done.

#include <optional>
#include <string>
#include <vector>

#include "domain/enum_names.hpp"
#include "domain/error.hpp"
#include "onboarding/domain/catalog.hpp"
#include "onboarding/domain/ids.hpp"

namespace tenure::onboarding {

enum class OrderState { open, in_progress, done, cancelling, cancelled, moved_up };
inline constexpr EnumNames<OrderState, 6> order_state_names{{
    {"open", OrderState::open},
    {"in_progress", OrderState::in_progress},
    {"done", OrderState::done},
    {"cancelling", OrderState::cancelling},
    {"cancelled", OrderState::cancelled},
    {"moved_up", OrderState::moved_up},
}};

enum class Payment { awaiting, paid, returned };
inline constexpr EnumNames<Payment, 3> payment_names{{
    {"awaiting", Payment::awaiting},
    {"paid", Payment::paid},
    {"returned", Payment::returned},
}};

/// An accepted order.
struct Order {
    OrderId id;
    OrderId engagement;  ///< the first order of the chain
    Package package = Package::do_it_together;
    Money price;  ///< of the package when it was ordered, also when only the difference was paid
    OrderState state = OrderState::open;
    Payment payment = Payment::awaiting;
    std::string invoice;  ///< empty when nothing was invoiced
    std::string credit_note;
    Timestamp accepted_at;
    std::optional<Timestamp> started_at, done_at, cancelled_at;
    std::optional<OrderId> moved_to;
    bool on_test_clock = false;  ///< of who asked for what is unfinished
};

/// The status that customers see: awaiting_payment, paid, unpaid, in_progress, done, cancelling,
/// cancelled, moved_up. `begun`: a session has begun.
std::string_view status_of(const Order& order, bool begun);

/// Neither over nor replaced.
bool is_current(const Order& order);
/// The order that is being delivered, or was delivered last; nothing when there is none.
const Order* latest(const std::vector<Order>& orders);

/// The order's payment as it counts: that of an order which it moved up from may have come back.
Payment payment_of(const std::vector<Order>& orders, const Order& order);

/// What ordering a package means now.
struct Offer {
    Money to_pay;  ///< without VAT
    std::optional<OrderId> moves_up_from;
    OrderId engagement;  ///< empty: a new one
};
/// Errors: `package_included`, `package_quoted`, `package_not_higher`, `order_not_paid`.
Result<Offer> offer_of(const Catalog& catalog, const std::vector<Order>& orders, Package package);

/// Error `order_not_cancellable` once a session has begun, or the order is over.
Status check_cancellable(const Order& order, bool begun);
/// Error `order_not_paid` or `order_not_open` when nothing can be delivered on it.
Status check_deliverable(const std::vector<Order>& orders, const Order& order);

}  // namespace tenure::onboarding
