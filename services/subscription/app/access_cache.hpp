#pragma once
// Answers of the access check, remembered for at most a second: the facts, not the answer, so that
// an end or a new term holds from its very instant on. A write of this process drops what it made
// stale; another process's write is seen within that second.

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "subscription/domain/access.hpp"

namespace tenure::subscription {

class AccessCache {
  public:
    /// Nothing: the account never had a subscription.
    using Facts = std::optional<AccessFacts>;

    /// The remembered facts, else those that `load` finds. An error is not remembered.
    template <class Load>
    Result<Facts> get(const AccountId& account, Load load) {
        Shard& shard = shard_of(account);
        std::uint64_t generation = 0;
        {
            const std::lock_guard lock(shard.mutex);
            const auto found = shard.entries.find(account.str());
            if (found != shard.entries.end() && found->second.until > SteadyClock::now())
                return found->second.facts;
            generation = shard.generation;
        }
        const auto begun = SteadyClock::now();
        Result<Facts> facts = load();
        if (facts.ok()) keep(shard, account, *facts, begun, generation);
        return facts;
    }

    /// Forgets the account: call it after a write has been committed.
    void drop(const AccountId& account);

  private:
    using SteadyClock = std::chrono::steady_clock;
    struct Entry {
        Facts facts;
        SteadyClock::time_point until;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Entry> entries;
        std::uint64_t generation = 0;  ///< grows with each drop: what was read before is not kept
    };

    Shard& shard_of(const AccountId& account);
    static void keep(Shard& shard, const AccountId& account, const Facts& facts,
                     SteadyClock::time_point begun, std::uint64_t generation);

    std::array<Shard, 16> shards_;
};

}  // namespace tenure::subscription
