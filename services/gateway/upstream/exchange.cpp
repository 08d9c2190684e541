#include "gateway/upstream/exchange.hpp"

namespace tenure::gateway {

namespace {

constexpr std::size_t largest_whole_body = 1 << 20;

Error failed() {
    return {ErrorKind::bad_gateway, "upstream_failed",
            "the service did not answer properly; whether it acted is not known"};
}

}  // namespace

Task<Result<UpstreamAnswer>> Exchange::start(const UpstreamRequest& request) {
    const std::string head = upstream_head(request, pool_.host());
    for (int attempt = 0;; ++attempt) {
        Result<UpstreamPool::Lease> lease = co_await pool_.acquire();
        if (!lease.ok()) co_return std::move(lease).error();
        lease_.emplace(std::move(lease).value());
        UpstreamConnection& connection = **lease_;
        std::optional<UpstreamAnswer> answer =
            co_await connection.exchange(head, request.body, limit_);
        if (answer) co_return std::move(*answer);
        const bool timed_out = connection.timed_out();
        const bool silent = !connection.answered();
        lease_.reset();
        if (timed_out)
            co_return Error{ErrorKind::timed_out, "upstream_timeout",
                            "the service did not answer in time; whether it acted is not known"};
        if (!silent || !request.repeatable || attempt > 0) co_return failed();
        pool_.drop_idle();
    }
}

Task<std::optional<std::string_view>> Exchange::next_piece() {
    const std::optional<std::string_view> piece = co_await (*lease_)->next_piece(limit_);
    co_return piece;
}

Task<Result<WholeAnswer>> fetch(UpstreamPool& pool, const UpstreamRequest& request,
                                std::chrono::milliseconds limit) {
    Exchange exchange(pool, limit);
    Result<UpstreamAnswer> head = co_await exchange.start(request);
    if (!head.ok()) co_return std::move(head).error();
    WholeAnswer answer{std::move(head).value(), {}};
    while (true) {
        const std::optional<std::string_view> piece = co_await exchange.next_piece();
        if (!piece || answer.body.size() + piece->size() > largest_whole_body) co_return failed();
        if (piece->empty()) co_return answer;
        answer.body.append(*piece);
    }
}

}  // namespace tenure::gateway
