#pragma once
// Counters, gauges and histograms (prometheus-cpp inside, in .cpp only).
// Looking a metric up costs a lock: keep the reference.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tenure::metrics {

using Labels = std::map<std::string, std::string>;

class Counter {
  public:
    virtual ~Counter() = default;
    virtual void increment(double by = 1) = 0;
};
class Gauge {
  public:
    virtual ~Gauge() = default;
    virtual void set(double value) = 0;
    virtual void add(double by) = 0;
};
class Histogram {
  public:
    virtual ~Histogram() = default;
    virtual void observe(double value) = 0;
};

/// Upper bounds in seconds for request and query durations.
extern const std::vector<double> duration_buckets;

/// The metrics of one process. References stay valid as long as the registry. Thread-safe.
class Registry {
  public:
    Registry();
    ~Registry();
    /// The same name and labels give the same metric. Names follow Prometheus: tenure_..._total,
    /// ..._seconds. Label values are bounded sets (route templates), never ids.
    Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Histogram& histogram(const std::string& name, const std::string& help,
                         const std::vector<double>& buckets, const Labels& labels = {});
    /// Called before each exposition, to set gauges that are read rather than counted.
    void before_collect(std::function<void()> hook);
    /// Prometheus text format 0.0.4.
    std::string expose();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::metrics
