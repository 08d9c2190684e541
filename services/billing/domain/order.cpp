#include "billing/domain/order.hpp"

namespace tenure::billing {

Error quote_stale() {
    return {ErrorKind::conflict, "quote_stale",
            "the price has changed since the quote was made; ask for a new one"};
}

Status check_quote(const Quote& quote, const Purchase& purchase, const Account& account,
                   Timestamp now) {
    if (quote.purchase != identity_of(purchase))
        return Error{ErrorKind::conflict, "quote_mismatch",
                     "the quote was made for another purchase"};
    if (quote.used_by)
        return Error{ErrorKind::conflict, "quote_used", "the quote has been used already"};
    if (now >= quote.expires_at)
        return Error{ErrorKind::conflict,
                     "quote_expired",
                     "the quote is no longer valid; ask for a new one",
                     {},
                     {{"expired_at", to_string(quote.expires_at)}}};
    if (quote.account_version != account.version) return quote_stale();
    return done;
}

std::string content_of(const Purchase& purchase, const std::optional<QuoteId>& quote) {
    return identity_of(purchase) + (quote ? quote->str() : std::string());
}

PaymentId payment_id(const ChangeId& order) {
    return PaymentId(with_prefix(order.str(), PaymentKind::prefix));
}

OrderStatus status_at(const Order& order, Timestamp now) {
    const bool waits_for_payment = order.purchase.effect == Effect::deferred;
    if (order.status == OrderStatus::scheduled && !waits_for_payment && order.effective_at <= now)
        return OrderStatus::applied;
    return order.status;
}

}  // namespace tenure::billing
