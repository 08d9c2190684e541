#pragma once
// Named statements in transactions on pooled connections. Included by store/*.cpp only (pqxx).

#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <type_traits>

#include "domain/result.hpp"
#include "pg/pool.hpp"

namespace tenure::pg {

/// One SQL text of a service; all of them stand in its store/statements.hpp.
struct Statement {
    const char* name;  ///< unique within the process; also the prepared statement's name
    const char* sql;
};

/// A live transaction. Statements are prepared on the connection at first use.
class Transaction {
  public:
    Transaction(Connection& connection, pqxx::transaction_base& work)
        : connection_(connection), work_(work) {}

    template <class... Args>
    pqxx::result run(const Statement& statement, Args&&... args) {
        prepare(statement);
        return work_.exec_prepared(statement.name, std::forward<Args>(args)...);
    }
    /// Runs a statement that yields at most one row.
    template <class... Args>
    std::optional<pqxx::row> find(const Statement& statement, Args&&... args) {
        const pqxx::result rows = run(statement, std::forward<Args>(args)...);
        if (rows.empty()) return std::nullopt;
        return rows[0];
    }
    pqxx::transaction_base& raw() { return work_; }

  private:
    void prepare(const Statement& statement);
    Connection& connection_;
    pqxx::transaction_base& work_;
};

/// Runs `body(Transaction&)` -> Result<T> in one read-committed transaction: commits on a value,
/// rolls back on an Error. Deadlocks and serialization failures run the body again (up to 5 times),
/// so it assigns, never appends. Throws Unavailable when the database is gone, the pool is
/// exhausted, or the outcome of the commit is unknown; other pqxx exceptions pass (bugs).
template <class Body>
auto transact(Pool& pool, Body&& body) -> std::invoke_result_t<Body&, Transaction&> {
    std::optional<std::invoke_result_t<Body&, Transaction&>> outcome;
    pool.in_transaction([&](Connection& connection, pqxx::transaction_base& work) {
        Transaction transaction(connection, work);
        outcome.emplace(body(transaction));
        return outcome->ok();
    });
    return std::move(*outcome);
}

/// transact() for a body that cannot fail: its plain value.
template <class Body>
auto read(Pool& pool, Body&& body) -> std::invoke_result_t<Body&, Transaction&> {
    using Value = std::invoke_result_t<Body&, Transaction&>;
    return transact(pool,
                    [&](Transaction& transaction) { return Result<Value>(body(transaction)); })
        .value();
}

}  // namespace tenure::pg
