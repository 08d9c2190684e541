#include "billing/app/quotes.hpp"

#include <algorithm>

#include "billing/domain/renewal.hpp"

namespace tenure::billing {

namespace {

/// Two purchases upon the same units cannot both be priced while one of them waits for its payment,
/// unless both only add.
Status check_pending(const Purchase& purchase, const std::vector<ItemChange>& pending) {
    for (const Operation& operation : purchase.operations) {
        if (operation.action == Action::charge) continue;
        const bool meets =
            std::any_of(pending.begin(), pending.end(), [&](const ItemChange& other) {
                return other.operation.item == operation.item &&
                       other.operation.action != Action::charge &&
                       (other.operation.action != Action::add ||
                        operation.action == Action::switch_);
            });
        if (meets && purchase.effect == Effect::immediately)
            return Error{ErrorKind::conflict, "purchase_pending",
                         "another purchase of these units waits for its payment"};
    }
    return done;
}

std::vector<ItemChange> joined(std::vector<ItemChange> changes,
                               const std::vector<ItemChange>& more) {
    changes.insert(changes.end(), more.begin(), more.end());
    return changes;
}

}  // namespace

void leave_out(std::vector<ItemChange>& changes, const ChangeId& order) {
    changes.erase(std::remove_if(changes.begin(), changes.end(),
                                 [&](const ItemChange& change) { return change.order == order; }),
                  changes.end());
}

std::vector<ItemChange> changes_of(const Purchase& purchase, Timestamp effective_at) {
    std::vector<ItemChange> changes;
    const ChangeId last("chg_~");
    for (const Operation& operation : purchase.operations)
        changes.push_back({operation, effective_at, last, static_cast<int>(changes.size()) + 1});
    return changes;
}

Result<Basis> Quotes::basis_of(BillingReads& reads, const Purchase& purchase, Timestamp asked_at,
                               const Order* executed) const {
    TENURE_TRY(check(purchase));
    Account account = reads.account();
    const Timestamp now = decided_at(account, asked_at);
    TENURE_TRY_ASSIGN(const CurrentTerm current, term_for(purchase, account, now));
    if (purchase.kind == PurchaseKind::start && reads.start_is_pending())
        return Error{ErrorKind::conflict, "subscription_exists",
                     "the account's first purchase waits for its payment"};
    TENURE_TRY(admit(purchase, account, current, now));
    if (!executed && needs_window(purchase)) TENURE_TRY(check_window(current, now));
    Basis basis{std::move(account),     current, reads.details(), reads.items(),
                reads.deferred_items(), now};
    if (executed) leave_out(basis.deferred, executed->id);
    const std::vector<ItemChange> pending = reads.pending_items();
    TENURE_TRY(check_pending(purchase, pending));
    if (!purchase.operations.empty()) {
        const auto own = changes_of(purchase, effective_at(purchase, current, now));
        TENURE_TRY(check_limits(joined(basis.items, own), joined(pending, basis.deferred), now));
    }
    return basis;
}

VatTreatment Quotes::vat(const Basis& basis, Date day) const {
    if (basis.buyer) return vat_treatment(settings_.vat, *basis.buyer, day);
    Details unknown;  // taken for the seller's neighbour until it is known
    unknown.address = settings_.seller.address;
    return vat_treatment(settings_.vat, unknown, day);
}

Result<Priced> Quotes::price(const Purchase& purchase, const Basis& basis, Date day) const {
    TENURE_TRY_ASSIGN(Priced priced, price_purchase(purchase, items_at(basis.items, basis.now),
                                                    basis.current.term, day, vat(basis, day)));
    if (!priced.lines.empty() && !basis.buyer)
        return Error{ErrorKind::conflict, "billing_details_missing",
                     "the account has no billing details to invoice to"};
    return priced;
}

Result<std::optional<NextTotal>> Quotes::next_total(const Purchase& purchase,
                                                    const Basis& basis) const {
    const CurrentTerm& current = basis.current;
    if (purchase.kind == PurchaseKind::end || scheduled(basis.account, PurchaseKind::end, current))
        return std::optional<NextTotal>();
    const Cycle cycle = purchase.cycle.value_or(next_cycle(basis.account, current));
    const auto own = changes_of(purchase, effective_at(purchase, current, basis.now));
    const auto items = joined(joined(basis.items, basis.deferred), own);
    TENURE_TRY_ASSIGN(const NextInvoice next,
                      next_invoice(current, cycle, items, vat(basis, current.term.renews_on)));
    return std::optional(NextTotal{next.term.starts_on, next.content.subtotal, next.content.total});
}

Result<QuotedPrice> Quotes::make(BillingTx& tx, const Purchase& purchase,
                                 const Basis& basis) const {
    TENURE_TRY_ASSIGN(Priced priced, price(purchase, basis, basis.current.today));
    Quote quote;
    quote.id = QuoteId::make(basis.now);
    quote.purchase = identity_of(purchase);
    quote.account_version = basis.account.version;
    quote.total = priced.total;
    TENURE_TRY_ASSIGN(quote.next, next_total(purchase, basis));
    quote.created_at = basis.now;
    quote.expires_at = basis.now + settings_.quote_validity;
    quote.effective_at = effective_at(purchase, basis.current, basis.now);
    tx.insert(quote);
    return QuotedPrice{std::move(quote), std::move(priced)};
}

Result<QuotedPrice> Quotes::redeem(BillingTx& tx, const QuoteId& id, const Purchase& purchase,
                                   const Basis& basis) const {
    const std::optional<Quote> quote = tx.find(id);
    if (!quote)
        return Error{ErrorKind::not_found, "quote_not_found", "the account has no such quote"};
    TENURE_TRY(check_quote(*quote, purchase, basis.account, basis.now));
    const Date day = basis.current.zone.date_of(quote->created_at);
    // A first term begins on the day of the order, so a price for another day's term is not its;
    // neither is one for the days before a renewal.
    if (purchase.kind == PurchaseKind::start && day != basis.current.today) return quote_stale();
    if (day < basis.current.term.starts_on) return quote_stale();
    TENURE_TRY_ASSIGN(Priced priced, price(purchase, basis, day));
    TENURE_TRY_ASSIGN(const std::optional<NextTotal> next, next_total(purchase, basis));
    if (priced.total != quote->total || next != quote->next) return quote_stale();
    return QuotedPrice{*quote, std::move(priced)};
}

Invoice Quotes::draft(const Order& order, const Details& buyer) const {
    Invoice invoice;
    invoice.id = order.invoice_id.value();
    invoice.order_id = order.id;
    invoice.seller = settings_.seller;
    invoice.buyer = buyer;
    invoice.content = order.priced;
    invoice.legal_mentions = legal_mentions(order.priced, buyer.language);
    return invoice;
}

}  // namespace tenure::billing
