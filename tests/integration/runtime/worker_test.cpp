// Background workers: rounds, failures, being woken, being stopped.

#include "runtime/worker.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <latch>
#include <stdexcept>

#include "metrics/metrics.hpp"

using namespace tenure;
using runtime::Worker;
using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

bool exposes(metrics::Registry& metrics, const std::string& line) {
    return metrics.expose().find(line) != std::string::npos;
}

}  // namespace

TEST_CASE("a worker begins at once and goes on at once while there is more") {
    metrics::Registry metrics;
    std::latch done(3);
    int rounds = 0;
    Worker worker(
        "sweep", hours(1),
        [&]() -> Result<bool> {
            done.count_down();
            return ++rounds < 3;
        },
        metrics);
    worker.start();
    done.wait();
    worker.stop();
    CHECK(rounds == 3);
    CHECK(exposes(metrics, "tenure_worker_runs_total{outcome=\"succeeded\",worker=\"sweep\"} 3"));
    CHECK(exposes(metrics, "tenure_worker_seconds_count{worker=\"sweep\"} 3"));
}

TEST_CASE("a worker repeats its round every interval") {
    metrics::Registry metrics;
    std::latch three(3);
    std::atomic<int> rounds = 0;
    Worker worker(
        "sweep", milliseconds(1),
        [&]() -> Result<bool> {
            if (++rounds <= 3) three.count_down();
            return false;
        },
        metrics);
    worker.start();
    three.wait();
    worker.stop();
    CHECK(rounds >= 3);
}

TEST_CASE("errors and exceptions are counted, and the worker goes on") {
    metrics::Registry metrics;
    std::latch recovered(1);
    int rounds = 0;
    Worker worker(
        "sweep", milliseconds(1),
        [&]() -> Result<bool> {
            switch (++rounds) {
                case 1:
                    return Error{ErrorKind::unavailable, "upstream_unavailable", "gone"};
                case 2:
                    throw std::runtime_error("broken");
                case 3:
                    recovered.count_down();
                    return false;
                default:
                    return false;
            }
        },
        metrics);
    worker.start();
    recovered.wait();
    worker.stop();
    CHECK(exposes(metrics, "tenure_worker_runs_total{outcome=\"failed\",worker=\"sweep\"} 2"));
}

TEST_CASE("a worker that waits can be woken") {
    metrics::Registry metrics;
    std::latch first(1);
    std::latch second(1);
    int rounds = 0;
    Worker worker(
        "sweep", hours(1),
        [&]() -> Result<bool> {
            (++rounds == 1 ? first : second).count_down();
            return false;
        },
        metrics);
    worker.start();
    first.wait();
    worker.wake();
    second.wait();
    worker.stop();
    CHECK(rounds == 2);
}

TEST_CASE(
    "stopping lets the round end, wakes the pause, and may be done twice or without a start") {
    metrics::Registry metrics;
    std::latch entered(1);
    std::atomic<bool> ended = false;
    Worker worker(
        "sweep", hours(1),
        [&]() -> Result<bool> {
            entered.count_down();
            ended = true;
            return false;
        },
        metrics);
    Worker never_started(
        "idle", hours(1), []() -> Result<bool> { return false; }, metrics);
    worker.start();
    entered.wait();
    worker.stop();
    worker.stop();
    never_started.stop();
    CHECK(ended);
}
