#pragma once
// What the use cases need from outside: the store, payments, and how things are written for others.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "billing/app/credit_note_port.hpp"
#include "billing/app/vat_check_port.hpp"
#include "billing/domain/account.hpp"
#include "billing/domain/details.hpp"
#include "billing/domain/dunning.hpp"
#include "billing/domain/invoice.hpp"
#include "billing/domain/order.hpp"
#include "domain/audit.hpp"
#include "domain/caller.hpp"
#include "domain/id.hpp"
#include "domain/idempotency.hpp"
#include "domain/result.hpp"
#include "domain/roles.hpp"

namespace tenure::billing {

class DebtTx;  ///< app/debt_ports.hpp

/// What may be read of one account.
class BillingReads {
  public:
    virtual ~BillingReads() = default;
    virtual Account account() = 0;
    virtual std::optional<Details> details() = 0;
    /// The items in force, whenever they take effect, oldest first.
    virtual std::vector<ItemChange> items() = 0;
    /// The immediate items of orders whose payment's outcome is not known yet.
    virtual std::vector<ItemChange> pending_items() = 0;
    /// The items of deferred orders that wait for their instant.
    virtual std::vector<ItemChange> deferred_items() = 0;
    virtual std::optional<Quote> find(const QuoteId& id) = 0;
    virtual std::optional<Order> find(const ChangeId& id) = 0;
    virtual std::optional<Invoice> find(const InvoiceId& id) = 0;
    /// True while a first purchase waits for its payment's outcome.
    virtual bool start_is_pending() = 0;
    virtual CreditNoteReads& credit_notes() = 0;
};

/// One transaction on one account, which it has locked.
class BillingTx : public BillingReads {
  public:
    CreditNoteBook& credit_notes() override = 0;
    virtual VatCheckBook& vat_checks() = 0;
    /// Claims a request's Idempotency-Key for what this transaction makes. Error (conflict)
    /// `idempotency_key_in_use`.
    virtual Status claim(const std::optional<IdempotencyKey>& key, const std::string& made) = 0;
    virtual void save(const Details& details) = 0;
    /// Makes every quote given so far stale.
    virtual void raise_version() = 0;
    virtual void insert(const Quote& quote) = 0;
    /// Inserts an order with its items as drafts and uses up its quote.
    virtual void insert(const Order& order, const Caller& caller) = 0;
    virtual void insert_draft(const Invoice& draft) = 0;
    /// Counts another attempt at a pending order and leases it to this request; how many now.
    virtual std::int64_t take_up(const ChangeId& order) = 0;
    /// Forgets a pending order of which nothing was paid, and frees its quote. False, and nothing
    /// is done, when another attempt than the given one has begun meanwhile.
    virtual bool withdraw(const ChangeId& order, std::int64_t attempt) = 0;
    /// Records that a pending or deferred order was not paid: its items and invoice are withdrawn,
    /// its quote is free again.
    virtual void decline(const ChangeId& order, const Decline& decline) = 0;
    /// Records that a pending or deferred order is in effect within a term.
    virtual void apply(const ChangeId& order, const Term& term) = 0;
    /// What becomes of an order's items that are drafts.
    virtual void set_items(const ChangeId& order, ItemStatus status) = 0;
    /// A deferred order whose instant has come waits for its payment now.
    virtual void take_up_deferred(const ChangeId& order, const Term& term) = 0;
    /// Withdraws a scheduled order and its items.
    virtual void undo(const ChangeId& order) = 0;
    /// Claims the request's key for what it makes.
    virtual Status claim(const std::optional<IdempotencyKey>& key, const ChangeId& made) = 0;
    /// Begins a trial or a paid life with a term: the account's status, standing and renewal.
    virtual void start(const Term& term, const TimeZone& zone) = 0;
    /// Takes the next number of the seller's year; held until the transaction ends, so it comes
    /// last.
    virtual std::int64_t take_number(const std::string& seller, int year) = 0;
    /// Issues a draft with the number, date and status of `invoice`.
    virtual void issue(const Invoice& invoice, Timestamp at) = 0;
    virtual void mark_paid(const InvoiceId& invoice, Timestamp at) = 0;
    /// Makes an open invoice void or uncollectible.
    virtual void close(const InvoiceId& invoice, InvoiceStatus status) = 0;
    virtual void publish(const std::string& type, const std::string& data, Timestamp at) = 0;
    /// The account's debts and the payments for its invoices, in the same transaction.
    virtual DebtTx& debts() = 0;
    /// Writes the change down in the account's history.
    virtual void audit(const Caller& caller, const AuditedChange& change) = 0;
    /// Moves the cursor in payment-method's events.
    virtual Status consumed(const std::string& from, const std::string& to) = 0;
};

struct InvoicePage {
    std::vector<Invoice> invoices;  ///< without lines
    std::optional<std::string> next_cursor;
};

struct OrderPage {
    std::vector<Order> orders;  ///< without items and lines
    std::optional<std::string> next_cursor;
};

/// A pending order that nobody has worked on for a while, and who placed it.
struct Unfinished {
    Caller caller;
    ChangeId order;
    std::int64_t attempt = 0;
};

class BillingStore {
  public:
    virtual ~BillingStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(BillingTx&)>& body) = 0;
    virtual Status read(const AccountId& account,
                        const std::function<Status(BillingReads&)>& body) = 0;
    /// Issued invoices, newest first, perhaps only those of a status. Error `invalid_fields` for a
    /// cursor that we did not make.
    virtual Result<InvoicePage> invoices(const AccountId& account,
                                         std::optional<InvoiceStatus> status, int limit,
                                         const std::string& cursor) = 0;
    /// The account's cycle changes, newest first. Error as of invoices().
    virtual Result<OrderPage> cycle_changes(const AccountId& account, int limit,
                                            const std::string& cursor) = 0;
    /// Takes one deferred order whose instant has come, of an account that lives in real time.
    virtual std::optional<Unfinished> take_deferred(Timestamp now) = 0;
    /// Takes one unfinished order whose lease has passed, and leases it anew with back-off.
    virtual std::optional<Unfinished> take_unfinished() = 0;
    /// How many orders wait for their payment's outcome, over all accounts. For the metrics.
    virtual std::int64_t count_pending() = 0;
};

/// One attempt to collect money, as payment-method knows it.
struct Payment {
    enum class Status { processing, succeeded, failed, unknown, returned };
    Status status = Status::unknown;
    std::optional<Decline> failure;  ///< when failed or returned
    CollectedBy method = CollectedBy::card;
    std::string action_url;  ///< where the customer must authenticate, while that is awaited
};

class Payments {
  public:
    virtual ~Payments() = default;
    /// Pays an order from the default payment method; the same order is never paid twice.
    /// Errors: `payment_method_missing` (conflict) and `upstream_unavailable` (unavailable): this
    /// call did nothing; any other: the outcome is not known.
    virtual Result<Payment> pay(const Caller& caller, const Order& order) = 0;
};

/// How events are written for the services above.
class EventWriter {
  public:
    virtual ~EventWriter() = default;
    virtual std::string order(const Order& order) = 0;
    virtual std::string cycle_change(const Order& order) = 0;
    virtual std::string invoice(const Invoice& invoice) = 0;
    virtual std::string credit_note(const CreditNote& note) = 0;
    virtual std::string vat_number(const Details& details,
                                   const std::optional<std::string>& consultation) = 0;
    virtual std::string term(const Term& term, const std::string& time_zone) = 0;
};

/// How the history shows what was changed: as the API does.
class AuditWriter {
  public:
    virtual ~AuditWriter() = default;
    virtual std::string details(const Details& details) const = 0;
    virtual std::string invoice(const Invoice& invoice) const = 0;
    virtual std::string credit_note(const CreditNoteView& view) const = 0;
};

}  // namespace tenure::billing
