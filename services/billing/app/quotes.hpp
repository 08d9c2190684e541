#pragma once
// Prices a purchase upon an account as it stands, and locks that price in a quote.

#include <chrono>
#include <optional>
#include <string>

#include "billing/app/ports.hpp"
#include "billing/domain/admission.hpp"

namespace tenure::billing {

/// What the operator decides about sales.
struct SalesSettings {
    Seller seller;
    std::string seller_time_zone;  ///< an IANA zone: of invoice dates and numbers' years
    VatPolicy vat;
    std::chrono::seconds quote_validity{1800};
};

struct QuotedPrice {
    Quote quote;
    Priced priced;  ///< what is due at once
};

/// What a purchase is priced upon.
struct Basis {
    Account account;
    CurrentTerm current;
    std::optional<Details> buyer;
    std::vector<ItemChange> items;     ///< in force, now or later
    std::vector<ItemChange> deferred;  ///< of deferred orders, not in force yet
    Timestamp now;
};

class Quotes {
  public:
    explicit Quotes(SalesSettings settings) : settings_(std::move(settings)) {}

    /// Whether the account's state and limits admit the purchase, and upon what it is priced.
    /// Errors: those of check(), term_for(), admit() and check_limits(); `purchase_pending` when
    /// an earlier one upon the same units waits for its payment. `executed`: the deferred order
    /// whose purchase it is; the window was open when that was placed.
    Result<Basis> basis_of(BillingReads& reads, const Purchase& purchase, Timestamp now,
                           const Order* executed = nullptr) const;
    /// Error `billing_details_missing` when something is due and nobody is known to invoice.
    Result<Priced> price(const Purchase& purchase, const Basis& basis, Date day) const;
    /// Makes a quote and stores it.
    Result<QuotedPrice> make(BillingTx& tx, const Purchase& purchase, const Basis& basis) const;
    /// The price that a quote has locked. Errors: `quote_not_found`, those of check_quote().
    Result<QuotedPrice> redeem(BillingTx& tx, const QuoteId& id, const Purchase& purchase,
                               const Basis& basis) const;
    /// The draft of an order's invoice.
    Invoice draft(const Order& order, const Details& buyer) const;

    const SalesSettings& settings() const { return settings_; }

  private:
    VatTreatment vat(const Basis& basis, Date day) const;
    /// The renewal's invoice after the purchase; nothing when no renewal follows.
    Result<std::optional<NextTotal>> next_total(const Purchase& purchase, const Basis& basis) const;

    SalesSettings settings_;
};

/// The changes of the items that a purchase makes, as if ordered after all others.
std::vector<ItemChange> changes_of(const Purchase& purchase, Timestamp effective_at);
/// Takes the changes of one order out.
void leave_out(std::vector<ItemChange>& changes, const ChangeId& order);

}  // namespace tenure::billing
