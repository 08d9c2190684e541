#pragma once
// Debits that arrive together share a transaction. One thread takes whatever waits, without
// lingering for more, so that a lone debit is not delayed and a crowd pays for one commit.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "wallet/app/spending.hpp"

namespace tenure::wallet {

class DebitBatcher {
  public:
    /// `most`: debits in one transaction. A request for a batch fits into it.
    explicit DebitBatcher(Spending& spending, std::size_t most = 1'000);
    ~DebitBatcher();
    DebitBatcher(const DebitBatcher&) = delete;
    DebitBatcher& operator=(const DebitBatcher&) = delete;

    /// Waits for the outcomes. Throws what the database threw, when that kept any of them from
    /// being decided.
    std::vector<Result<Made>> debit(const std::vector<DebitCommand>& commands);

  private:
    struct Call;
    struct Waiting {
        const DebitCommand* command;
        std::shared_ptr<Call> call;
        std::size_t place;
    };
    void loop();
    void run(const std::vector<Waiting>& batch);
    void run_singly(const std::vector<Waiting>& batch);
    void hand_back(const Waiting& waiting, Result<Made> outcome);
    void hand_back(const Waiting& waiting, std::exception_ptr failure);
    static void settle(std::vector<Waiting>& batch);

    Spending& spending_;
    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Waiting> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tenure::wallet
