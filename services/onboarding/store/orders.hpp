#pragma once
// Orders and the checklist in PostgreSQL.

#include <chrono>

#include "onboarding/app/ports.hpp"
#include "pg/transaction.hpp"

namespace tenure::onboarding {

class PgOrders final : public OrderBook {
  public:
    PgOrders(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease)
        : tx_(tx), account_(account), lease_(lease) {}
    std::vector<Order> all() override;
    std::optional<Order> find(const OrderId& id) override;
    std::optional<Order> find_by_invoice(const std::string& invoice) override;
    void save(const Order& order) override;

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
    std::chrono::milliseconds lease_;
};

class PgChecklist final : public ChecklistBook {
  public:
    PgChecklist(pg::Transaction& tx, const AccountId& account) : tx_(tx), account_(account) {}
    std::optional<Checklist> find() override;
    void save(const Checklist& checklist) override;

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
};

}  // namespace tenure::onboarding
