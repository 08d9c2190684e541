#pragma once
// What the use cases need from outside: the store, payments, and how things are written for others.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "billing/domain/account.hpp"
#include "billing/domain/details.hpp"
#include "billing/domain/invoice.hpp"
#include "billing/domain/order.hpp"
#include "domain/audit.hpp"
#include "domain/caller.hpp"
#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/roles.hpp"

namespace tenure::billing {

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
    virtual std::optional<Quote> find(const QuoteId& id) = 0;
    virtual std::optional<Order> find(const ChangeId& id) = 0;
    virtual std::optional<Invoice> find(const InvoiceId& id) = 0;
    /// True while a first purchase waits for its payment's outcome.
    virtual bool start_is_pending() = 0;
};

/// One transaction on one account, which it has locked.
class BillingTx : public BillingReads {
  public:
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
    /// Records that a pending order was not paid: its items and invoice are withdrawn, its quote
    /// is free again.
    virtual void decline(const ChangeId& order, const Decline& decline) = 0;
    /// Records that a pending order is in effect within a term: its items are in force.
    virtual void apply(const ChangeId& order, const Term& term) = 0;
    /// Begins a trial or a paid life with a term: the account's status, standing and renewal.
    virtual void start(const Term& term, const TimeZone& zone) = 0;
    /// Takes the next number of the seller's year; held until the transaction ends, so it comes
    /// last.
    virtual std::int64_t take_number(const std::string& seller, int year) = 0;
    /// Issues a draft with the number, date and status of `invoice`.
    virtual void issue(const Invoice& invoice, Timestamp at) = 0;
    virtual void mark_paid(const InvoiceId& invoice, Timestamp at) = 0;
    virtual void publish(const std::string& type, const std::string& data, Timestamp at) = 0;
    /// Writes the change down in the account's history.
    virtual void audit(const Caller& caller, const AuditedChange& change) = 0;
    /// Moves the cursor in payment-method's events.
    virtual Status consumed(const std::string& from, const std::string& to) = 0;
};

struct InvoicePage {
    std::vector<Invoice> invoices;  ///< without lines
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
    /// Issued invoices, newest first. Error `invalid_fields` for a cursor that we did not make.
    virtual Result<InvoicePage> invoices(const AccountId& account, int limit,
                                         const std::string& cursor) = 0;
    /// Takes one unfinished order whose lease has passed, and leases it anew with back-off.
    virtual std::optional<Unfinished> take_unfinished() = 0;
    /// How many orders wait for their payment's outcome, over all accounts. For the metrics.
    virtual std::int64_t count_pending() = 0;
};

/// One attempt to collect money, as payment-method knows it.
struct Payment {
    enum class Status { processing, succeeded, failed, unknown } status = Status::unknown;
    std::optional<Decline> failure;
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
    virtual std::string invoice(const Invoice& invoice) = 0;
    virtual std::string term(const Term& term, const std::string& time_zone) = 0;
};

/// How the history shows what was changed: as the API does.
class AuditWriter {
  public:
    virtual ~AuditWriter() = default;
    virtual std::string details(const Details& details) const = 0;
};

}  // namespace tenure::billing
