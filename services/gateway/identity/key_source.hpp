#pragma once
// Keeps the key set current: read at the start, every five minutes, and when a token names a key
// that is not in it (at most once in ten seconds, so that invented key ids cost nothing).

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "domain/result.hpp"
#include "gateway/identity/key_set.hpp"

namespace tenure::gateway {

class KeySource {
  public:
    struct Pace {
        std::chrono::milliseconds regular{300'000};
        std::chrono::milliseconds shortest{10'000};  ///< between two looks
    };
    /// `load` returns the text of a key set; it may block and runs in a thread of its own.
    KeySource(std::function<Result<std::string>()> load, Pace pace);
    explicit KeySource(std::function<Result<std::string>()> load) : KeySource(load, Pace{}) {}
    /// Without a source: HS256 only.
    KeySource();
    ~KeySource();

    /// Reads the set once, here; then starts the thread. An error is for the caller to judge: the
    /// thread goes on trying.
    Status start();
    void stop();

    /// 0 as long as no set was read; changes with each new set.
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
    std::shared_ptr<const KeySet> current() const;
    /// Calls `done` when the set was looked at again, or at once when that was done just now.
    /// `done` may run in another thread; it never runs after stop().
    void look_again(std::function<void()> done);

  private:
    void run();
    Status load_once();

    const std::function<Result<std::string>()> load_;
    const Pace pace_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const KeySet> keys_;
    std::string text_;
    std::vector<std::function<void()>> waiting_;
    std::chrono::steady_clock::time_point last_look_{};
    bool stopping_ = false;
    std::atomic<std::uint64_t> version_{0};
    std::thread thread_;
};

}  // namespace tenure::gateway
