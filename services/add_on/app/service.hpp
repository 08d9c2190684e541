#pragma once
// The use cases of the add-on's package: reading it, previewing and making changes.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "add_on/app/audit.hpp"
#include "add_on/app/ports.hpp"
#include "add_on/domain/catalog.hpp"
#include "domain/caller.hpp"
#include "domain/idempotency.hpp"
#include "selling/flow.hpp"

namespace tenure::add_on {

struct ChangeCommand {
    Caller caller;
    Wish wish;
    std::optional<std::string> quote_id;
    std::optional<IdempotencyKey> key;
};

/// What a change would cost.
struct Preview {
    std::string quote;                ///< billing's document; empty for a trial that costs nothing
    std::vector<std::string> losses;  ///< features that are lost
};

class AddOnService {
  public:
    AddOnService(AddOnStore& store, selling::Billing& billing, const AuditWriter& written,
                 Catalog catalog);

    const Catalog& catalog() const { return catalog_; }
    /// Error `subscription_missing` (not_found) when the account never had a subscription.
    Result<AddOn> read(const AccountId& account, Timestamp now);
    Result<Change> change(const AccountId& account, const ChangeId& id);
    Result<selling::ChangePage> changes(const AccountId& account, int limit,
                                        const std::string& cursor);

    /// A price lock: billing's quote. Errors: check_package()'s, billing's refusals.
    Result<Preview> preview(const ChangeCommand& command);
    /// A change whose payment's outcome is not known yet comes back `pending`. Errors:
    /// check_package()'s, billing's refusals, payment_required with the decline's code.
    Result<Change> make(const ChangeCommand& command);
    /// Errors: `change_not_found`, `change_not_scheduled`, `change_already_in_effect`, billing's.
    Result<Change> undo(const Caller& caller, const ChangeId& id);

    /// Carries on with one change that was left unfinished; false when there is none.
    Result<bool> sweep(const std::function<Caller(const AccountId&)>& caller_for);

    /// One of billing's events about an account.
    struct BillingEvent {
        AccountId account;
        Caller by;  ///< this service
        Timestamp occurred_at;
        selling::News news;
        std::optional<PlanOrder> plan_order;  ///< when it is about an order
        std::string from;                     ///< positions of the cursor
        std::string to;
    };
    /// Takes an event over, once.
    Status take_over(const BillingEvent& event);

  private:
    /// A trial that nothing follows: billing has no part in it.
    Result<Change> start_free_trial(const ChangeCommand& command, Change draft);
    /// The add-on's own part of an order's outcome.
    void settled(AddOnTx& tx, const selling::Settled& news) const;
    Status complete(AddOnTx& tx, const Wish& wish, Change& draft) const;

    AddOnStore& store_;
    selling::Billing& billing_;
    const AuditWriter& written_;
    Catalog catalog_;
    selling::ChangeFlow<AddOnTx> flow_;
};

}  // namespace tenure::add_on
