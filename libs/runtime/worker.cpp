// The thread of a worker: rounds, pauses, back-off.

#include "runtime/worker.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "log/log.hpp"
#include "metrics/metrics.hpp"

namespace tenure::runtime {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds shortest_back_off{100};
constexpr milliseconds longest_back_off{30'000};

metrics::Counter& runs_counter(metrics::Registry& metrics, const std::string& worker,
                               const std::string& outcome) {
    return metrics.counter("tenure_worker_runs_total", "Rounds of background workers",
                           {{"worker", worker}, {"outcome", outcome}});
}

}  // namespace

struct Worker::Impl {
    Impl(std::string worker_name, milliseconds worker_interval,
         std::function<Result<bool>()> worker_work, metrics::Registry& metrics)
        : name(std::move(worker_name)),
          interval(worker_interval),
          work(std::move(worker_work)),
          succeeded(runs_counter(metrics, name, "succeeded")),
          failed(runs_counter(metrics, name, "failed")),
          seconds(metrics.histogram("tenure_worker_seconds",
                                    "Duration of the rounds of background workers",
                                    metrics::duration_buckets, {{"worker", name}})) {}

    const std::string name;
    const milliseconds interval;
    const std::function<Result<bool>()> work;
    metrics::Counter& succeeded;
    metrics::Counter& failed;
    metrics::Histogram& seconds;

    int failures = 0;  ///< in a row; only the thread uses it
    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    bool woken = false;
    std::thread thread;

    void loop();
    bool round();
    void note_success();
    void note_failure(std::string_view error);
    milliseconds pause() const;
};

void Worker::Impl::loop() {
    while (true) {
        const bool more = round();
        std::unique_lock lock(mutex);
        if (!more) changed.wait_for(lock, pause(), [&] { return stopping || woken; });
        woken = false;
        if (stopping) return;
    }
}

/// One call of the work; true when there is more to do at once.
bool Worker::Impl::round() {
    const auto start = steady_clock::now();
    bool more = false;
    try {
        const Result<bool> outcome = work();
        more = outcome.ok() && *outcome;
        if (outcome.ok())
            note_success();
        else
            note_failure(outcome.error().code + ": " + outcome.error().detail);
    } catch (const std::exception& error) {
        note_failure(error.what());
    }
    seconds.observe(std::chrono::duration<double>(steady_clock::now() - start).count());
    return more;
}

void Worker::Impl::note_success() {
    succeeded.increment();
    if (std::exchange(failures, 0) > 0)
        log::info("worker works again", {{"worker", std::string_view(name)}});
}

void Worker::Impl::note_failure(std::string_view error) {
    failed.increment();
    ++failures;
    log::warning("worker failed", {{"worker", std::string_view(name)},
                                   {"error", error},
                                   {"failures_in_a_row", std::int64_t{failures}}});
}

milliseconds Worker::Impl::pause() const {
    if (failures == 0) return interval;
    const milliseconds first = std::max(interval, shortest_back_off);
    const milliseconds doubled = first * (1 << std::min(failures - 1, 10));
    return std::max(interval, std::min(doubled, longest_back_off));
}

Worker::Worker(std::string name, milliseconds interval, std::function<Result<bool>()> work,
               metrics::Registry& metrics)
    : impl_(std::make_unique<Impl>(std::move(name), interval, std::move(work), metrics)) {}

Worker::~Worker() {
    stop();
}

void Worker::start() {
    impl_->thread = std::thread([impl = impl_.get()] { impl->loop(); });
}

void Worker::wake() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->woken = true;
    }
    impl_->changed.notify_one();
}

void Worker::stop() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->changed.notify_one();
    if (impl_->thread.joinable()) impl_->thread.join();
}

}  // namespace tenure::runtime
