#include "onboarding/domain/order.hpp"

#include <algorithm>

namespace tenure::onboarding {

namespace {

Error conflict(std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail)};
}

Money not_below_zero(Money amount) {
    return amount.is_negative() ? Money::zero(amount.currency()) : amount;
}

}  // namespace

std::string_view status_of(const Order& order, bool begun) {
    if (!is_current(order)) return name_in(order_state_names, order.state);
    if (order.state == OrderState::cancelling) return "cancelling";
    if (order.payment == Payment::awaiting) return "awaiting_payment";
    if (order.payment == Payment::returned) return "unpaid";
    return begun || order.state == OrderState::in_progress ? "in_progress" : "paid";
}

bool is_current(const Order& order) {
    return order.state == OrderState::open || order.state == OrderState::in_progress ||
           order.state == OrderState::cancelling;
}

const Order* latest(const std::vector<Order>& orders) {
    const auto found = std::find_if(orders.rbegin(), orders.rend(), [](const Order& order) {
        return is_current(order) || order.state == OrderState::done;
    });
    return found == orders.rend() ? nullptr : &*found;
}

Payment payment_of(const std::vector<Order>& orders, const Order& order) {
    const bool returned = std::any_of(orders.begin(), orders.end(), [&](const Order& other) {
        return other.engagement == order.engagement && other.payment == Payment::returned;
    });
    return returned ? Payment::returned : order.payment;
}

Result<Offer> offer_of(const Catalog& catalog, const std::vector<Order>& orders, Package package) {
    if (package == Package::do_it_yourself)
        return conflict("package_included", "do_it_yourself is included in every subscription");
    const std::optional<Money> price = catalog.offer(package).price;
    if (!price) return conflict("package_quoted", "a partner quotes the price of this package");
    const Order* const held = latest(orders);
    if (held == nullptr) return Offer{*price, {}, {}};
    if (held->package >= package) {
        if (held->state == OrderState::done) return Offer{*price, {}, {}};
        return conflict("package_not_higher",
                        "the account has " + std::string(name_of(held->package)) +
                            " under way; only a higher package can be ordered");
    }
    if (held->state == OrderState::cancelling || payment_of(orders, *held) != Payment::paid)
        return conflict("order_not_paid", "the package that was ordered before is not paid");
    TENURE_TRY_ASSIGN(const Money difference, subtract(*price, held->price));
    return Offer{not_below_zero(difference), held->id, held->engagement};
}

Status check_cancellable(const Order& order, bool begun) {
    if (order.state == OrderState::open && !begun) return done;
    if (order.state == OrderState::open || order.state == OrderState::in_progress)
        return conflict("order_not_cancellable", "the first session has begun");
    return conflict("order_not_cancellable", "the order is over");
}

Status check_deliverable(const std::vector<Order>& orders, const Order& order) {
    if (order.state != OrderState::open && order.state != OrderState::in_progress)
        return conflict("order_not_open", "the order is over");
    if (payment_of(orders, order) == Payment::paid) return done;
    return conflict("order_not_paid", "the order is not paid");
}

}  // namespace tenure::onboarding
