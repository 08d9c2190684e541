#pragma once
// Packages and their orders: ordered of billing, delivered once paid, cancelled with a credit note
// before the first session. And what billing tells of the account: its term begins the checklist.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "onboarding/app/ports.hpp"
#include "selling/flow.hpp"

namespace tenure::onboarding {

using selling::Change;
using selling::ChangeStatus;

/// Billing's credit notes.
class CreditNotes {
  public:
    virtual ~CreditNotes() = default;
    /// Gives back all that is left of an invoice, under the note's id: the same id gives back once.
    virtual Status credit(const Caller& caller, const std::string& id, const std::string& invoice,
                          const std::string& reason) = 0;
};

struct OrderCommand {
    Caller caller;
    Package package = Package::do_it_together;
    std::optional<std::string> quote_id;
    std::optional<IdempotencyKey> key;
};

/// An order as customers see it: the change that asks for it, and what became of it.
struct OrderView {
    Change change;
    std::optional<Order> order;  ///< once accepted
    bool begun = false;          ///< a session has begun
    std::int64_t sessions_used = 0;
};
struct OrderPage {
    std::vector<OrderView> orders;
    std::optional<std::string> next_cursor;
};

/// What the account has.
struct Standing {
    std::vector<Order> orders;
    std::vector<Session> sessions;
    std::optional<Checklist> checklist;
    bool order_pending = false;
    std::string time_zone;
};

struct Preview {
    Offer offer;
    std::string quote;  ///< billing's document
};

class OrderService {
  public:
    OrderService(OnboardingStore& store, selling::Billing& billing, CreditNotes& credit_notes,
                 const Catalog& catalog, const Documents& documents);

    const Catalog& catalog() const { return catalog_; }
    Standing standing(const AccountId& account);
    /// Errors: those of offer_of(), billing's refusals.
    Result<Preview> preview(const Caller& caller, Package package);
    /// Orders a package. It comes back pending while the payment's outcome is not known. Errors:
    /// those of offer_of(), `order_pending`, billing's refusals, payment_required.
    Result<OrderView> make(const OrderCommand& command);
    Result<OrderPage> page(const Caller& caller, int limit, const std::string& cursor);
    /// Error `onboarding_order_not_found`.
    Result<OrderView> find(const Caller& caller, const OrderId& id);
    /// Cancels before the first session: what was paid is credited, booked sessions are cancelled.
    /// Again: the same answer. Errors: `order_not_cancellable`, `order_pending`, billing's
    /// refusals.
    Result<OrderView> cancel(const Caller& caller, const OrderId& id);
    /// The operator says that the work has begun, or that all is delivered. Errors:
    /// `order_not_open`, `order_not_paid`, `session_open`.
    Result<OrderView> start(const Caller& caller, const OrderId& id);
    Result<OrderView> complete(const Caller& caller, const OrderId& id);

    /// Carries on with what was left unfinished; false when there is nothing.
    Result<bool> sweep(const std::function<Caller(const AccountId&)>& caller_for);
    std::int64_t count_unfinished() { return store_.seller().count_unfinished(); }

    /// Takes an event over, once.
    Status take_over(const selling::BillingEvent& event);

  private:
    Result<selling::Purchase> purchase_of(const Change& change) const;
    Status complete_draft(OnboardingTx& tx, Package package, Change& draft) const;
    void settled(OnboardingTx& tx, const selling::Settled& news) const;
    void accepted(OnboardingTx& tx, const selling::Settled& news) const;
    Status take_invoice(OnboardingTx& tx, const selling::BillingEvent& event) const;
    void take_licence(OnboardingTx& tx, const selling::BillingEvent& event) const;
    Result<OrderView> carry_on_cancelling(const Caller& caller, const OrderId& id);
    Status undo_cancelling(const Caller& caller, const OrderId& id);
    Status finish_cancelling(const Caller& caller, const OrderId& id);
    /// The order is cancelled, and with it its sessions and what it waits for.
    Status cancel_delivery(OnboardingTx& tx, const Caller& by, const Order& before, Order after,
                           Timestamp at) const;
    Result<OrderView> change_state(const Caller& caller, const OrderId& id,
                                   const std::string& event,
                                   const std::function<Status(OnboardingTx&, Order&)>& change);
    OrderView view_of(OnboardingTx& tx, Change change, Timestamp now) const;
    /// Writes the order with its event and its entry in the history.
    void note(OnboardingTx& tx, const Caller& by, const std::string& event, const Order& before,
              const Order& after, Timestamp at) const;

    OnboardingStore& store_;
    selling::Billing& billing_;
    CreditNotes& credit_notes_;
    const Catalog& catalog_;
    const Documents& documents_;
    selling::ChangeFlow<OnboardingTx> flow_;
};

}  // namespace tenure::onboarding
