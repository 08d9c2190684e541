#pragma once
// One request to a service and its answer, with the one retry that a dropped connection gets.

#include <optional>
#include <string>

#include "gateway/upstream/pool.hpp"
#include "gateway/wire/rebuild.hpp"

namespace tenure::gateway {

class Exchange {
  public:
    /// `limit`: until the answer's first byte, and between its pieces.
    Exchange(UpstreamPool& pool, std::chrono::milliseconds limit) : pool_(pool), limit_(limit) {}

    /// Sends and reads the answer's head. Errors: those of UpstreamPool::acquire(),
    /// `upstream_timeout` (timed_out), `upstream_failed` (bad_gateway: the outcome is not known).
    Task<Result<UpstreamAnswer>> start(const UpstreamRequest& request);
    /// See UpstreamConnection::next_piece().
    Task<std::optional<std::string_view>> next_piece();

  private:
    UpstreamPool& pool_;
    std::chrono::milliseconds limit_;
    std::optional<UpstreamPool::Lease> lease_;
};

struct WholeAnswer {
    UpstreamAnswer head;
    std::string body;
};

/// The same for an answer that is wanted whole (at most 1 MiB).
Task<Result<WholeAnswer>> fetch(UpstreamPool& pool, const UpstreamRequest& request,
                                std::chrono::milliseconds limit);

}  // namespace tenure::gateway
