#pragma once
// The customer's own changes of the billing cycle: orders that cost nothing and wait for the
// renewal.

#include <optional>
#include <string>

#include "billing/app/order_service.hpp"

namespace tenure::billing {

class CycleChanges {
  public:
    CycleChanges(BillingStore& store, OrderService& orders) : store_(store), orders_(orders) {}

    Result<QuotedPrice> preview(const Caller& caller, Cycle cycle);
    /// Errors: those of OrderService::place().
    Result<Order> make(const Caller& caller, Cycle cycle, const std::optional<QuoteId>& quote,
                       const std::optional<IdempotencyKey>& key);
    Result<OrderPage> page(const Caller& caller, int limit, const std::string& cursor);
    /// Error `change_not_found`, also for other orders; as of undo().
    Result<Order> change(const Caller& caller, const ChangeId& id);
    Result<Order> undo(const Caller& caller, const ChangeId& id);

  private:
    BillingStore& store_;
    OrderService& orders_;
};

Error change_not_found();

}  // namespace tenure::billing
