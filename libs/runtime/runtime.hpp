#pragma once
// How a service's process lives: configuration, migration, server, workers, signals, graceful stop.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/environment.hpp"
#include "http/route.hpp"
#include "pg/migrator.hpp"
#include "runtime/consumer.hpp"
#include "runtime/platform.hpp"
#include "runtime/worker.hpp"

namespace tenure::runtime {

/// A service put together: made by its module.cpp, owned by run().
class Module {
  public:
    virtual ~Module() = default;
    virtual std::vector<http::Route> routes() = 0;
    virtual std::vector<Worker*> workers() { return {}; }
    virtual std::vector<Consumer*> consumers() { return {}; }
};

/// The module's routes and those of event_routes.hpp.
std::vector<http::Route> all_routes(Module& module, pg::Pool& pool,
                                    const std::atomic<bool>& stopping);
/// The module's workers and those of its consumers.
std::vector<Worker*> all_workers(Module& module);

/// A service as its main.cpp describes it.
struct Service {
    std::string name;  ///< "billing"
    std::vector<pg::MigrationSet> migrations;
    /// Reads the service's own variables; every problem is collected in the environment.
    std::function<std::function<std::unique_ptr<Module>(Platform)>(config::Environment&)> configure;
    int default_threads = 16;
};

/// Runs until SIGTERM or SIGINT: configuration errors exit 2 with every bad variable on standard
/// error; then migrate, listen, write the port file, start workers, wait; on the signal stop
/// accepting, finish what runs, stop workers, exit 0. Every service also serves
/// the routes of event_routes.hpp.
int run(const Service& service);

}  // namespace tenure::runtime
