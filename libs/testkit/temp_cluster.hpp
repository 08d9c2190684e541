#pragma once
// Tests only: a PostgreSQL cluster of its own, for tests that kill it.

#include <memory>
#include <string>

#include "testkit/process.hpp"

namespace tenure::testkit {

/// A new cluster in a directory of its own, reached by a socket in it. Its transactions are durable
/// as long as the machine lives: processes are killed here, not power supplies.
class TempCluster {
  public:
    TempCluster();
    /// Superuser URL of a database in it.
    std::string url(const std::string& database = "postgres") const;
    /// kill -9 of the server: what it has not written is lost.
    void kill();
    /// Starts it again, with recovery, and waits until it answers.
    void start();

  private:
    void start_once();
    bool answers() const;

    TempDirectory directory_;
    std::unique_ptr<Process> server_;
};

}  // namespace tenure::testkit
