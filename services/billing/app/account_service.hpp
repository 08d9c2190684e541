#pragma once
// What an account sees of its billing: details, term, next invoice, invoices.

#include <functional>
#include <optional>
#include <string>

#include "billing/app/ports.hpp"

namespace tenure::billing {

/// Decides on an edit from the version that it would replace; nothing when there is none yet.
using Precondition = std::function<Status(std::optional<std::int64_t> version)>;

struct CycleView {
    Term term;
    std::string time_zone;
    ChangeWindow window;
    std::optional<ScheduledOrder> scheduled;  ///< another cycle from the next term on
};

struct NextInvoiceView {
    NextInvoice invoice;
    std::string time_zone;
    std::vector<ItemChange> changes;      ///< that are still to come by then
    std::optional<ScheduledOrder> cycle;  ///< and another cycle
};

class AccountService {
  public:
    AccountService(BillingStore& store, const AuditWriter& written, VatPolicy vat)
        : store_(store), written_(written), vat_(vat) {}

    /// Error `billing_details_missing` (not_found).
    Result<Details> details(const AccountId& account);
    /// `precondition` is asked under the account's lock, so concurrent edits cannot both pass.
    Result<Details> save(const Caller& caller, const Details& details,
                         const Precondition& precondition);
    /// Errors (not_found) `subscription_missing`, `subscription_ended`; as of next_invoice, which
    /// also makes `next_invoice_missing` when the subscription ends with the term.
    Result<CycleView> cycle(const AccountId& account, Timestamp now);
    Result<NextInvoiceView> next_invoice(const AccountId& account, Timestamp now);
    /// All, or those of a status.
    Result<InvoicePage> invoices(const AccountId& account, std::optional<InvoiceStatus> status,
                                 int limit, const std::string& cursor);
    /// Error `invoice_not_found`, also for drafts and other accounts' invoices.
    Result<Invoice> invoice(const AccountId& account, const InvoiceId& id);

  private:
    BillingStore& store_;
    const AuditWriter& written_;
    VatPolicy vat_;
};

}  // namespace tenure::billing
