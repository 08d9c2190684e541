// Statements are prepared where they are first used.

#include "pg/transaction.hpp"

#include <stdexcept>

#include "pg/connection.hpp"

namespace tenure::pg {

Connection::Connection(const std::string& url) : connection_(url) {
    // A connection that comes back by itself would do so in the middle of a pool's bookkeeping,
    // without what was prepared or set. The library marks the call as deprecated because it is to
    // become the only behaviour.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

void Connection::prepare(const char* name, const char* sql) {
    const auto [known, added] = prepared_.emplace(name, sql);
    if (!added) {
        if (known->second != sql)
            throw std::logic_error("two statements are named " + std::string(name));
        return;
    }
    connection_.prepare(name, sql);
}

void Transaction::prepare(const Statement& statement) {
    connection_.prepare(statement.name, statement.sql);
}

}  // namespace tenure::pg
