// Metrics: kept by name and labels, exposed as Prometheus text.

#include "metrics/metrics.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace tenure;

namespace {

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a counter, a gauge and a histogram are exposed with help, type and labels") {
    metrics::Registry registry;
    registry.counter("tenure_things_total", "Things", {{"kind", "good"}}).increment(2);
    registry.gauge("tenure_depth", "Depth").set(7);
    registry.histogram("tenure_seconds", "Durations", {0.1, 1}).observe(0.5);
    const std::string text = registry.expose();
    CHECK(has_line(text, "# HELP tenure_things_total Things"));
    CHECK(has_line(text, "# TYPE tenure_things_total counter"));
    CHECK(has_line(text, "tenure_things_total{kind=\"good\"} 2"));
    CHECK(has_line(text, "tenure_depth 7"));
    CHECK(has_line(text, "tenure_seconds_bucket{le=\"0.1\"} 0"));
    CHECK(has_line(text, "tenure_seconds_bucket{le=\"1\"} 1"));
    CHECK(has_line(text, "tenure_seconds_count 1"));
}

TEST_CASE("the same name and labels give the same metric") {
    metrics::Registry registry;
    metrics::Counter& first = registry.counter("tenure_things_total", "Things", {{"kind", "a"}});
    metrics::Counter& second = registry.counter("tenure_things_total", "Things", {{"kind", "a"}});
    metrics::Counter& other = registry.counter("tenure_things_total", "Things", {{"kind", "b"}});
    CHECK(&first == &second);
    CHECK(&first != &other);
}

TEST_CASE("a gauge goes up and down") {
    metrics::Registry registry;
    metrics::Gauge& gauge = registry.gauge("tenure_depth", "Depth");
    gauge.add(3);
    gauge.add(-1);
    CHECK(has_line(registry.expose(), "tenure_depth 2"));
}

TEST_CASE("hooks run before each exposition, and one that fails hides nothing") {
    metrics::Registry registry;
    metrics::Gauge& gauge = registry.gauge("tenure_depth", "Depth");
    registry.before_collect([] { throw std::runtime_error("database gone"); });
    registry.before_collect([&] { gauge.add(1); });
    registry.expose();
    const std::string text = registry.expose();
    CHECK(has_line(text, "tenure_depth 2"));
    CHECK(has_line(text, "tenure_metrics_hook_failures_total 2"));
}

TEST_CASE("threads may look up and count at the same time") {
    metrics::Registry registry;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i)
                registry.counter("tenure_things_total", "Things").increment();
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(has_line(registry.expose(), "tenure_things_total 2000"));
}
