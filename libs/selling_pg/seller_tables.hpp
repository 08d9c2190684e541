#pragma once
// The ports of libs/selling on PostgreSQL. Included by store/*.cpp and module.cpp only.
//
// A seller's store locks the account with begin_on_account() at the head of each transaction, hands
// a PgSellerTx to its own transaction type, and a PgSellerReads to its reads.

#include <chrono>

#include "pg/migrator.hpp"
#include "pg/transaction.hpp"
#include "selling/ports.hpp"

namespace tenure::selling {

/// The tables of all sellers; a service lists them before its own migrations.
pg::MigrationSet migrations();

/// Makes the account's row if need be, and locks it: first in every transaction on an account.
void begin_on_account(pg::Transaction& tx, const AccountId& account);

class PgSellerTx final : public SellerTx {
  public:
    /// `lease`: how long a pending change is left to its request.
    PgSellerTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease)
        : tx_(tx), account_(account), lease_(lease) {}

    std::optional<Licence> licence() override;
    void save(const Licence& licence) override;
    std::vector<Change> changes() override;
    std::optional<Change> find(const ChangeId& id) override;
    Status insert(const Change& change, const std::optional<IdempotencyKey>& key) override;
    void finish(const Change& change) override;
    void withdraw(const ChangeId& id) override;
    void audit(const Caller& caller, const AuditedChange& change) override;
    Status consumed(const std::string& from, const std::string& to) override;

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
    std::chrono::milliseconds lease_;
};

class PgSellerReads final : public SellerReads {
  public:
    PgSellerReads(pg::Pool& pool, std::chrono::milliseconds lease) : pool_(pool), lease_(lease) {}

    std::optional<Snapshot> snapshot(const AccountId& account) override;
    std::optional<Change> find(const AccountId& account, const ChangeId& id) override;
    Result<ChangePage> page(const AccountId& account, int limit,
                            const std::string& cursor) override;
    std::optional<Unfinished> take_unfinished() override;
    std::int64_t count_unfinished() override;

  private:
    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
};

}  // namespace tenure::selling
