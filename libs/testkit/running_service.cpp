#include "testkit/running_service.hpp"

#include <stdexcept>

#include "pg/idempotency.hpp"

namespace tenure::testkit {

namespace {

http::ServerOptions options_of(std::string name, int threads) {
    http::ServerOptions options;
    options.threads = threads;
    options.service = std::move(name);
    return options;
}

}  // namespace

FakePeer::FakePeer(std::vector<http::Route> routes, const Clock& clock, int threads)
    : tokens_(internal_key, clock),
      server_(options_of("peer", threads), std::move(routes), tokens_, nullptr, metrics_,
              [] { return true; }) {
    server_.start();
}

FakePeer::~FakePeer() {
    server_.stop();
}

std::string FakePeer::url() const {
    return "http://127.0.0.1:" + std::to_string(server_.port());
}

RunningService::RunningService(const runtime::Service& service,
                               std::map<std::string, std::string> environment, const Clock& clock)
    : database_(service.migrations), tokens_(internal_key, clock) {
    environment["TENURE_DATABASE_URL"] = database_.url();
    environment["TENURE_INTERNAL_KEY"] = internal_key;
    config::Environment variables(std::move(environment));
    config_ = runtime::load_common(variables, service.default_threads);
    const auto make_module = service.configure(variables);
    if (const Status status = variables.finish(); !status.ok())
        throw std::runtime_error(status.error().detail);
    pg::PoolOptions pool_options;
    pool_options.size = config_.database_connections;
    pool_ = std::make_unique<pg::Pool>(config_.database_url, pool_options, metrics_);
    module_ = make_module({config_, clock, tokens_, *pool_, metrics_});
    idempotency_ = pg::make_idempotency_log(*pool_, config_.lease);
    server_ = std::make_unique<http::Server>(
        options_of(service.name, config_.threads), runtime::all_routes(*module_, *pool_, stopping_),
        tokens_, idempotency_.get(), metrics_, [this] { return pool_->reachable(); });
    server_->start();
}

RunningService::~RunningService() {
    stopping_ = true;
    server_->stop();
    for (runtime::Worker* worker : started_) worker->stop();
}

void RunningService::start_workers() {
    started_ = runtime::all_workers(*module_);
    for (runtime::Worker* worker : started_) worker->start();
}

}  // namespace tenure::testkit
