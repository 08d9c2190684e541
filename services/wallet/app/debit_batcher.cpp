#include "wallet/app/debit_batcher.hpp"

#include <algorithm>
#include <exception>

#include "domain/unavailable.hpp"

namespace tenure::wallet {

/// One caller's debits. Shared, since the batcher still wakes the caller who is gone already.
struct DebitBatcher::Call {
    explicit Call(std::size_t count) : outcomes(count), left(count) {}
    std::vector<std::optional<Result<Made>>> outcomes;
    std::exception_ptr failure;
    std::size_t left;  ///< only the batcher's thread counts it down

    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return done_; });
    }
    void finish() {
        {
            const std::lock_guard lock(mutex_);
            done_ = true;
        }
        changed_.notify_one();
    }

  private:
    // Its own, so that those who are woken together do not meet at one lock.
    std::mutex mutex_;
    std::condition_variable changed_;
    bool done_ = false;
};

DebitBatcher::DebitBatcher(Spending& spending, std::size_t most)
    : spending_(spending), most_(most), thread_([this] { loop(); }) {}

DebitBatcher::~DebitBatcher() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    thread_.join();
}

std::vector<Result<Made>> DebitBatcher::debit(const std::vector<DebitCommand>& commands) {
    if (commands.empty()) return {};
    const auto call = std::make_shared<Call>(commands.size());
    bool was_empty = false;
    {
        const std::lock_guard lock(mutex_);
        was_empty = queue_.empty();
        for (std::size_t place = 0; place < commands.size(); ++place)
            queue_.push_back({&commands[place], call, place});
    }
    if (was_empty) arrived_.notify_one();
    call->wait();
    if (call->failure) std::rethrow_exception(call->failure);
    std::vector<Result<Made>> outcomes;
    outcomes.reserve(commands.size());
    for (std::optional<Result<Made>>& outcome : call->outcomes)
        outcomes.push_back(std::move(*outcome));
    return outcomes;
}

void DebitBatcher::loop() {
    std::vector<Waiting> batch;
    while (true) {
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            const auto count = static_cast<std::ptrdiff_t>(std::min(most_, queue_.size()));
            batch.assign(queue_.begin(), queue_.begin() + count);
            queue_.erase(queue_.begin(), queue_.begin() + count);
        }
        run(batch);
        settle(batch);
    }
}

void DebitBatcher::run(const std::vector<Waiting>& batch) {
    std::vector<const DebitCommand*> commands;
    for (const Waiting& waiting : batch) commands.push_back(waiting.command);
    try {
        std::vector<Result<Made>> outcomes = spending_.debit(commands);
        for (std::size_t index = 0; index < batch.size(); ++index)
            hand_back(batch[index], std::move(outcomes[index]));
    } catch (const Unavailable&) {
        // No item is at fault; none of them is tried again behind its caller's back.
        for (const Waiting& waiting : batch) hand_back(waiting, std::current_exception());
    } catch (...) {
        run_singly(batch);
    }
}

/// One item may be what the batch failed for: the others must not suffer from it.
void DebitBatcher::run_singly(const std::vector<Waiting>& batch) {
    for (const Waiting& waiting : batch) {
        try {
            hand_back(waiting, std::move(spending_.debit({waiting.command}).front()));
        } catch (...) {
            hand_back(waiting, std::current_exception());
        }
    }
}

void DebitBatcher::hand_back(const Waiting& waiting, Result<Made> outcome) {
    waiting.call->outcomes[waiting.place] = std::move(outcome);
}

void DebitBatcher::hand_back(const Waiting& waiting, std::exception_ptr failure) {
    waiting.call->failure = std::move(failure);
}

/// Wakes those whose debits are all decided.
void DebitBatcher::settle(std::vector<Waiting>& batch) {
    for (const Waiting& waiting : batch)
        if (--waiting.call->left == 0) waiting.call->finish();
    batch.clear();
}

}  // namespace tenure::wallet
