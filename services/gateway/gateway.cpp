#include "gateway/gateway.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <fstream>
#include <future>
#include <optional>
#include <sstream>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include "gateway/identity/key_fetch.hpp"
#include "gateway/session.hpp"
#include "gateway/wire/rebuild.hpp"
#include "gateway/worker.hpp"
#include "http/problem.hpp"
#include "log/log.hpp"

namespace tenure::gateway {

namespace {

constexpr std::chrono::seconds longest_stop{10};
constexpr std::chrono::seconds longest_abort{2};
constexpr std::chrono::milliseconds stop_poll{10};
constexpr std::chrono::milliseconds pause_without_descriptors{100};
constexpr std::chrono::seconds key_fetch_limit{5};

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    if (file && content) return std::move(content).str();
    return Error{ErrorKind::bad_gateway, "key_set_unreachable", path + " cannot be read"};
}

std::unique_ptr<KeySource> make_key_source(const Config& config) {
    if (!config.jwks_file.empty())
        return std::make_unique<KeySource>([path = config.jwks_file] { return read_file(path); });
    if (!config.jwks_url.empty())
        return std::make_unique<KeySource>([url = parse_url(config.jwks_url).value()] {
            return fetch_key_set(url, key_fetch_limit);
        });
    return std::make_unique<KeySource>();
}

std::string full_house() {
    const http::Response problem = http::problem(
        Error{ErrorKind::unavailable, "too_many_connections", "too many connections; try again"},
        "none");
    AnswerHead head;
    head.status = problem.status;
    head.fields = {{"Content-Type", problem.content_type}};
    for (const auto& [name, value] : problem.headers) head.fields.push_back({name, value});
    head.content_length = problem.body.size();
    head.keep_alive = false;
    return answer_head(head) + problem.body;
}

/// A client too many: told so without a session, as far as the socket takes it at once.
void turn_away(Socket& socket) {
    static const std::string answer = full_house();
    (void)::send(socket.native_handle(), answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

}  // namespace

struct Gateway::Impl {
    Impl(const Config& settings, const Clock& clock)
        : config(settings), tokens(settings.internal_key, clock), shared{config,     clock,
                                                                         tokens,     *keys,
                                                                         registry,   health,
                                                                         test_clocks} {
        for (int i = 0; i < config.threads; ++i)
            workers.push_back(std::make_unique<Worker>(shared));
        registry
            .gauge("tenure_build_info", "1; the version is a label",
                   {{"service", "gateway"}, {"version", TENURE_VERSION}})
            .set(1);
    }

    Status listen(std::optional<Acceptor>& acceptor, const config::Environment::Address& address);
    Task<void> accept(Acceptor& acceptor, Port port);
    Worker& next_worker() { return *workers[next++ % workers.size()]; }
    void in_each(void (Worker::*act)());
    void close_acceptors();
    bool await_connections(std::chrono::steady_clock::duration limit) const;

    const Config& config;
    http::InternalTokens tokens;
    std::unique_ptr<KeySource> keys = make_key_source(config);
    metrics::Registry registry;
    Health health{*keys};
    TestClockMemory test_clocks;
    Shared shared;
    std::vector<std::unique_ptr<Worker>> workers;
    std::optional<Acceptor> customers;
    std::optional<Acceptor> operations;
    std::vector<std::thread> threads;
    std::size_t next = 0;  ///< used by the accepting thread only
};

Gateway::Gateway(const Config& config, const Clock& clock)
    : impl_(std::make_unique<Impl>(config, clock)) {}
Gateway::~Gateway() {
    stop();
}

Status Gateway::start() {
    Impl& self = *impl_;
    TENURE_TRY(self.listen(self.customers, self.config.listen));
    TENURE_TRY(self.listen(self.operations, self.config.metrics_listen));
    if (const Status keys = self.keys->start(); !keys.ok()) {
        // A file is there or it is not; an identity provider may come up later.
        if (!self.config.jwks_file.empty())
            return Error{ErrorKind::internal, "bad_configuration",
                         "TENURE_JWKS_FILE: " + keys.error().detail};
        log::warning("the key set could not be read", {{"reason", keys.error().detail}});
    }
    Worker& first = *self.workers.front();
    for (const auto& worker : self.workers) worker->start(worker.get() == &first);
    asio::co_spawn(first.io(), self.accept(*self.customers, Port::customers), log_if_thrown);
    asio::co_spawn(first.io(), self.accept(*self.operations, Port::operations), log_if_thrown);
    for (const auto& worker : self.workers)
        self.threads.emplace_back([&io = worker->io()] { io.run(); });
    return done;
}

std::uint16_t Gateway::port() const {
    return impl_->customers->local_endpoint().port();
}
std::uint16_t Gateway::metrics_port() const {
    return impl_->operations->local_endpoint().port();
}

void Gateway::stop() {
    Impl& self = *impl_;
    if (self.threads.empty()) return;
    self.shared.stopping = true;
    self.close_acceptors();
    self.in_each(&Worker::end_idle);
    if (!self.await_connections(longest_stop)) {
        log::warning("some requests were not answered in time and are broken off");
        self.in_each(&Worker::end_all);
        self.await_connections(longest_abort);
    }
    self.keys->stop();
    self.in_each(&Worker::stop);
    for (std::thread& thread : self.threads) thread.join();
    self.threads.clear();
}

Status Gateway::Impl::listen(std::optional<Acceptor>& acceptor,
                             const config::Environment::Address& address) {
    const std::string name = address.host + ":" + std::to_string(address.port);
    asio::io_context& io = workers.front()->io();
    IoError error;
    const auto host = asio::ip::make_address(address.host, error);
    if (error) return Error{ErrorKind::internal, "cannot_listen", name + " is not an address"};
    const Tcp::endpoint endpoint(host, address.port);
    acceptor.emplace(io);
    acceptor->open(endpoint.protocol(), error);
    if (!error) acceptor->set_option(Acceptor::reuse_address(true), error);
    if (!error) acceptor->bind(endpoint, error);
    if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
    if (error) return Error{ErrorKind::internal, "cannot_listen", name + ": " + error.message()};
    return done;
}

Task<void> Gateway::Impl::accept(Acceptor& acceptor, Port port) {
    Timer pause(workers.front()->io());
    while (acceptor.is_open()) {
        Worker& worker = next_worker();
        auto [error, socket] =
            co_await acceptor.async_accept(worker.io().get_executor(), as_result);
        if (error == asio::error::operation_aborted) co_return;
        if (error) {  // no descriptor left, or the client is gone already
            pause.expires_after(pause_without_descriptors);
            co_await pause.async_wait(as_result);
            continue;
        }
        if (shared.connections.fetch_add(1) >= config.client.connections &&
            port == Port::customers) {
            shared.connections.fetch_sub(1);
            turn_away(socket);
            continue;
        }
        asio::co_spawn(worker.io(), serve_connection(std::move(socket), worker, port),
                       log_if_thrown);
    }
}

void Gateway::Impl::in_each(void (Worker::*act)()) {
    for (const auto& worker : workers)
        asio::post(worker->io(), [&worker = *worker, act] { (worker.*act)(); });
}

/// Returns when they are closed, in the thread that accepts.
void Gateway::Impl::close_acceptors() {
    std::promise<void> closed;
    asio::post(workers.front()->io(), [this, &closed] {
        customers->close();
        operations->close();
        closed.set_value();
    });
    closed.get_future().wait();
}

bool Gateway::Impl::await_connections(std::chrono::steady_clock::duration limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (shared.connections > 0) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(stop_poll);
    }
    return true;
}

}  // namespace tenure::gateway
