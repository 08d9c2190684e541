#include "gateway/upstream/pool.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "log/log.hpp"

namespace tenure::gateway {

namespace {

constexpr std::chrono::seconds longest_idle{60};
constexpr std::chrono::milliseconds probe_limit{1000};
constexpr int probe_attempts = 3;
constexpr std::chrono::milliseconds longest_wait{5000};

}  // namespace

UpstreamPool::UpstreamPool(asio::io_context& io, Sweep& sweep, const Url& url,
                           const UpstreamLimits& limits, PoolMetrics metrics)
    : io_(io),
      sweep_(sweep),
      url_(url),
      limits_(limits),
      metrics_(metrics),
      host_(url.host + ":" + url.port) {}

UpstreamPool::~UpstreamPool() {
    drop_idle();
}

Task<Result<UpstreamPool::Lease>> UpstreamPool::acquire() {
    bool may_pass = waiting_.empty();
    while (!closed_) {
        if (may_pass) {
            if (auto kept = take_idle()) co_return Lease(*this, std::move(kept));
            if (open_ < limits_.connections) break;
        }
        const bool room = co_await wait_for_room();
        if (!room)
            co_return Error{ErrorKind::unavailable, "upstream_busy",
                            "the service has too much to do; try again"};
        may_pass = true;
    }
    count_open(1);
    auto opened = co_await open();
    if (opened) co_return Lease(*this, std::move(opened));
    count_open(-1);
    co_return Error{ErrorKind::bad_gateway, "upstream_unavailable",
                    "the service cannot be reached; nothing was changed"};
}

Task<void> UpstreamPool::open_some(std::size_t count) {
    for (std::size_t i = 0; i < count && open_ < limits_.connections && !closed_; ++i) {
        count_open(1);
        auto opened = co_await open();
        if (!opened) {
            count_open(-1);
            co_return;
        }
        take_back(std::move(opened));
    }
}

std::unique_ptr<UpstreamConnection> UpstreamPool::take_idle() {
    while (!idle_.empty()) {
        auto connection = std::move(idle_.back().connection);
        idle_.pop_back();
        metrics_.idle.add(-1);
        if (connection->still_quiet()) return connection;
        connection.reset();
        count_open(-1);
    }
    return nullptr;
}

void UpstreamPool::take_back(std::unique_ptr<UpstreamConnection> connection) {
    const auto now = std::chrono::steady_clock::now();
    if (connection->reusable() && !closed_) {
        idle_.push_back({std::move(connection), now});
        metrics_.idle.add(1);
        wake_one();
    } else {
        connection.reset();
        count_open(-1);
    }
    if (!idle_.empty() && idle_.front().since + longest_idle < now) {
        idle_.pop_front();
        metrics_.idle.add(-1);
        count_open(-1);
    }
}

void UpstreamPool::drop_idle() {
    metrics_.idle.add(-static_cast<double>(idle_.size()));
    const int dropped = static_cast<int>(idle_.size());
    idle_.clear();
    if (dropped > 0) count_open(-dropped);
}

void UpstreamPool::close() {
    closed_ = true;
    for (Timer* timer : waiting_) timer->cancel();
}

/// True when it is this caller's turn to look again.
Task<bool> UpstreamPool::wait_for_room() {
    Timer timer(io_, longest_wait);
    waiting_.push_back(&timer);
    co_await timer.async_wait(as_result);
    const auto place = std::find(waiting_.begin(), waiting_.end(), &timer);
    if (place == waiting_.end()) co_return true;  // woken: see take_back()
    waiting_.erase(place);
    co_return false;
}

/// All addresses of the service's name; none when it has none.
Task<std::vector<Tcp::endpoint>> UpstreamPool::resolve() {
    std::vector<Tcp::endpoint> endpoints;
    IoError error;
    const auto address = asio::ip::make_address(url_.host, error);
    if (!error) {
        endpoints.emplace_back(address, static_cast<std::uint16_t>(std::stoi(url_.port)));
        co_return endpoints;
    }
    Resolver resolver(io_);
    const auto [failure, results] =
        co_await resolver.async_resolve(url_.host, url_.port, as_result);
    for (const auto& result : results) endpoints.push_back(result.endpoint());
    co_return endpoints;
}

/// The first address that takes a connection.
Task<std::unique_ptr<UpstreamConnection>> UpstreamPool::connect(
    const std::vector<Tcp::endpoint>& endpoints) {
    for (const Tcp::endpoint& endpoint : endpoints) {
        auto connection = std::make_unique<UpstreamConnection>(io_, sweep_);
        const bool connected = co_await connection->connect(endpoint, limits_.connect);
        if (connected) co_return connection;
    }
    co_return nullptr;
}

Task<bool> UpstreamPool::probe(UpstreamConnection& connection) {
    const std::string head =
        "GET /livez HTTP/1.1\r\nHost: " + host_ + "\r\nConnection: keep-alive\r\n\r\n";
    const auto answer = co_await connection.exchange(head, {}, probe_limit);
    if (!answer) co_return false;
    auto piece = co_await connection.next_piece(probe_limit);
    while (piece && !piece->empty()) piece = co_await connection.next_piece(probe_limit);
    co_return piece&& connection.reusable();
}

/// The gauge follows, and whoever waits longest may look again when a connection came free.
void UpstreamPool::count_open(int change) {
    open_ = static_cast<std::size_t>(static_cast<std::int64_t>(open_) + change);
    metrics_.open.add(change);
    if (change < 0) wake_one();
}

void UpstreamPool::wake_one() {
    if (waiting_.empty()) return;
    Timer* const timer = waiting_.front();
    waiting_.pop_front();
    timer->cancel();
}

/// Services' servers lose a wake-up of about one new connection in 30,000, so a connection is used
/// only after it has answered once.
Task<std::unique_ptr<UpstreamConnection>> UpstreamPool::open() {
    const std::vector<Tcp::endpoint> endpoints = co_await resolve();
    for (int attempt = 0; attempt < probe_attempts; ++attempt) {
        auto connection = co_await connect(endpoints);
        if (!connection) co_return nullptr;
        const bool answers = co_await probe(*connection);
        if (answers) co_return connection;
        log::warning("a new connection did not answer", {{"upstream", host_}});
    }
    co_return nullptr;
}

}  // namespace tenure::gateway
