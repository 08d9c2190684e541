#pragma once
// Tests only: a database of its own for each test, dropped afterwards.

#include <string>
#include <vector>

#include "pg/migrator.hpp"

namespace tenure::testkit {

/// A new, migrated database in the cluster that TENURE_TEST_DATABASE_URL names (a URL or keyword
/// string of a superuser; `./tenure test` starts a private cluster and sets it). Throws a clear
/// error when the variable is missing. Dropped (with force) by the destructor.
class TempDatabase {
  public:
    explicit TempDatabase(const std::vector<pg::MigrationSet>& migrations = {});
    ~TempDatabase();
    TempDatabase(const TempDatabase&) = delete;
    TempDatabase& operator=(const TempDatabase&) = delete;
    const std::string& url() const { return url_; }
    /// Runs SQL outside any transaction of the code under test; returns the first column's texts.
    std::vector<std::string> query(const std::string& sql) const;

  private:
    std::string name_;
    std::string url_;
};

}  // namespace tenure::testkit
