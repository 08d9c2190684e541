#pragma once
// Background threads: a sweeper that repeats unfinished steps, a consumer of another service's
// events.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "domain/result.hpp"

namespace tenure::metrics {
class Registry;
}

namespace tenure::runtime {

/// Calls `work` every `interval`, at once again while it returns true (there is more), until
/// stopped. An exception or Error is logged and counted, and the next round waits with back-off
/// (doubling to 30 s). stop() wakes it and joins.
/// Metrics: tenure_worker_runs_total{worker,outcome}, tenure_worker_seconds{worker}.
class Worker {
  public:
    Worker(std::string name, std::chrono::milliseconds interval, std::function<Result<bool>()> work,
           metrics::Registry& metrics);
    ~Worker();
    void start();
    void wake();
    void stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::runtime
