#pragma once
// One connection to PostgreSQL as the pool keeps it. Inside libs/pg only.

#include <map>
#include <pqxx/pqxx>
#include <string>
#include <string_view>

namespace tenure::pg {

/// An open connection and what is prepared on it. It never reconnects by itself.
class Connection {
  public:
    /// Throws pqxx::broken_connection when the database cannot be reached.
    explicit Connection(const std::string& url);
    pqxx::connection& raw() { return connection_; }
    /// Prepares the statement on this connection, unless it is already.
    void prepare(const char* name, const char* sql);

  private:
    pqxx::connection connection_;
    std::map<std::string_view, std::string_view> prepared_;
};

}  // namespace tenure::pg
