#include "subscription/app/access_cache.hpp"

namespace tenure::subscription {

namespace {

constexpr std::chrono::seconds life{1};
/// Beyond it a shard begins anew: memory stays bounded, whoever asks.
constexpr std::size_t largest_shard = 4096;

}  // namespace

void AccessCache::drop(const AccountId& account) {
    Shard& shard = shard_of(account);
    const std::lock_guard lock(shard.mutex);
    ++shard.generation;
    shard.entries.erase(account.str());
}

AccessCache::Shard& AccessCache::shard_of(const AccountId& account) {
    return shards_[std::hash<std::string>{}(account.str()) % shards_.size()];
}

void AccessCache::keep(Shard& shard, const AccountId& account, const Facts& facts,
                       SteadyClock::time_point begun, std::uint64_t generation) {
    const std::lock_guard lock(shard.mutex);
    if (shard.generation != generation) return;  // a write came between: it may be stale
    if (shard.entries.size() >= largest_shard) shard.entries.clear();
    shard.entries[account.str()] = {facts, begun + life};
}

}  // namespace tenure::subscription
