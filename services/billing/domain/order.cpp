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

Result<CurrentTerm> term_for(const Purchase& purchase, const Account& account, Timestamp now) {
    if (purchase.kind == PurchaseKind::start) {
        if (!account.terms.empty())
            return Error{ErrorKind::conflict, "subscription_exists",
                         "the account has a subscription already"};
        TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(purchase.start->time_zone));
        const Date today = zone.date_of(now);
        return CurrentTerm{first_term(today, purchase.start->cycle), zone, today};
    }
    Result<CurrentTerm> current = term_at(account, now);
    if (!current.ok()) {
        Error error = current.error();
        if (error.kind == ErrorKind::not_found) error.kind = ErrorKind::conflict;
        return error;
    }
    if (current->today >= current->term.renews_on)
        return Error{ErrorKind::conflict, "term_ended",
                     "the term has ended and its renewal has not been made yet"};
    return current;
}

}  // namespace tenure::billing
