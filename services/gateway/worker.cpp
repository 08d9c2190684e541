#include "gateway/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <ctime>
#include <exception>

#include "gateway/upstream/exchange.hpp"
#include "log/log.hpp"

namespace tenure::gateway {

namespace {

constexpr std::chrono::milliseconds health_limit{2000};
constexpr std::chrono::milliseconds pause_while_ready{2000};
constexpr std::chrono::milliseconds pause_while_not_ready{250};

PoolMetrics pool_metrics(metrics::Registry& registry, Upstream upstream) {
    const std::string name(name_of(upstream));
    const auto gauge = [&registry, &name](const char* state) -> metrics::Gauge& {
        return registry.gauge("tenure_gateway_upstream_connections",
                              "Connections to services; open ones include idle ones",
                              {{"upstream", name}, {"state", state}});
    };
    return {gauge("open"), gauge("idle")};
}

}  // namespace

Worker::Worker(Shared& shared)
    : shared_(shared),
      sweep_(io_),
      health_timer_(io_),
      identifier_(io_, shared.keys, shared.config.jwt, shared.clock),
      metrics_(shared.registry) {
    for (const Upstream upstream : all_upstreams) {
        const auto index = static_cast<std::size_t>(upstream);
        pools_[index] = std::make_unique<UpstreamPool>(io_, sweep_, shared.config.upstreams[index],
                                                       shared.config.upstream,
                                                       pool_metrics(shared.registry, upstream));
    }
}

const std::string& Worker::date() {
    const std::time_t now = std::time(nullptr);
    if (now != date_second_) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        char text[64];
        const std::size_t length =
            std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        date_.assign(text, length);
        date_second_ = now;
    }
    return date_;
}

void Worker::start(bool with_health) {
    asio::co_spawn(io_, sweep_.run(), log_if_thrown);
    for (const Upstream upstream : all_upstreams)
        asio::co_spawn(io_, open_connections(upstream), log_if_thrown);
    if (with_health) asio::co_spawn(io_, watch_health(), log_if_thrown);
}

void Worker::end_all() {
    sweep_.end_all();
    for (const auto& pool : pools_) pool->close();
}

void Worker::stop() {
    stopped_ = true;
    end_all();
    sweep_.stop();
    health_timer_.cancel();
}

Task<void> Worker::open_connections(Upstream upstream) {
    co_await pool(upstream).open_some(shared_.config.upstream.opened_at_start);
}

Task<void> Worker::watch_health() {
    UpstreamRequest request;
    request.method = "GET";
    request.target = "/readyz";
    request.repeatable = true;
    while (!stopped_) {
        for (const Upstream upstream : all_upstreams) {
            const Result<WholeAnswer> answer =
                co_await fetch(pool(upstream), request, health_limit);
            shared_.health.set(upstream, answer.ok() && answer->head.status == 200);
            if (stopped_) co_return;
        }
        const bool ready = shared_.health.ready();
        health_timer_.expires_after(ready ? pause_while_ready : pause_while_not_ready);
        co_await health_timer_.async_wait(as_result);
    }
}

void log_if_thrown(std::exception_ptr thrown) {
    if (!thrown) return;
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        log::error("an exception ended a task", {{"reason", error.what()}});
    }
}

}  // namespace tenure::gateway
