// Metrics over prometheus-cpp: its core Registry and text serializer, without its HTTP server.

#include "metrics/metrics.hpp"

#include <exception>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sstream>
#include <utility>

namespace tenure::metrics {

const std::vector<double> duration_buckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                              0.1,    0.25,  0.5,    1,     2.5,  5,     10};

namespace {

class CounterOf final : public Counter {
  public:
    explicit CounterOf(prometheus::Counter& counter) : counter_(counter) {}
    void increment(double by) override { counter_.Increment(by); }

  private:
    prometheus::Counter& counter_;
};

class GaugeOf final : public Gauge {
  public:
    explicit GaugeOf(prometheus::Gauge& gauge) : gauge_(gauge) {}
    void set(double value) override { gauge_.Set(value); }
    void add(double by) override { gauge_.Increment(by); }

  private:
    prometheus::Gauge& gauge_;
};

class HistogramOf final : public Histogram {
  public:
    explicit HistogramOf(prometheus::Histogram& histogram) : histogram_(histogram) {}
    void observe(double value) override { histogram_.Observe(value); }

  private:
    prometheus::Histogram& histogram_;
};

template <class Metric>
using Metrics = std::map<std::pair<std::string, Labels>, std::unique_ptr<Metric>>;

/// The metric of that name and labels, made by `make` the first time.
template <class Metric, class Make>
Metric& find_or_make(Metrics<Metric>& metrics, const std::string& name, const Labels& labels,
                     Make make) {
    std::unique_ptr<Metric>& metric = metrics[{name, labels}];
    if (!metric) metric = make();
    return *metric;
}

}  // namespace

struct Registry::Impl {
    std::mutex mutex;
    prometheus::Registry registry;
    Metrics<Counter> counters;
    Metrics<Gauge> gauges;
    Metrics<Histogram> histograms;
    std::vector<std::function<void()>> hooks;
};

Registry::Registry() : impl_(std::make_unique<Impl>()) {}
Registry::~Registry() = default;

Counter& Registry::counter(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return find_or_make(impl_->counters, name, labels, [&] {
        auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry);
        return std::make_unique<CounterOf>(family.Add(labels));
    });
}

Gauge& Registry::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return find_or_make(impl_->gauges, name, labels, [&] {
        auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry);
        return std::make_unique<GaugeOf>(family.Add(labels));
    });
}

Histogram& Registry::histogram(const std::string& name, const std::string& help,
                               const std::vector<double>& buckets, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return find_or_make(impl_->histograms, name, labels, [&] {
        auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry);
        return std::make_unique<HistogramOf>(family.Add(labels, buckets));
    });
}

void Registry::before_collect(std::function<void()> hook) {
    const std::lock_guard lock(impl_->mutex);
    impl_->hooks.push_back(std::move(hook));
}

std::string Registry::expose() {
    std::vector<std::function<void()>> hooks;
    {
        const std::lock_guard lock(impl_->mutex);
        hooks = impl_->hooks;
    }
    for (const auto& hook : hooks) {
        try {
            hook();
        } catch (const std::exception&) {
            // A gauge that cannot be read (database gone) must not hide all the others.
            counter("tenure_metrics_hook_failures_total",
                    "Gauges that could not be read for an exposition")
                .increment();
        }
    }
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, impl_->registry.Collect());
    return text.str();
}

}  // namespace tenure::metrics
