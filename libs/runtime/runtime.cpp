// The life of a service's process.

#include "runtime/runtime.hpp"

#include <atomic>
#include <fstream>
#include <iostream>
#include <optional>
#include <signal.h>
#include <stdexcept>
#include <stdio.h>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <utility>

#include "config/core_dumps.hpp"
#include "domain/unavailable.hpp"
#include "http/server.hpp"
#include "log/log.hpp"
#include "pg/idempotency.hpp"
#include "runtime/event_routes.hpp"

namespace tenure::runtime {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How long a start waits for a database that is being started at the same time.
constexpr std::chrono::seconds database_patience{30};
constexpr std::chrono::seconds database_retry{1};
constexpr std::chrono::minutes purge_interval{10};

constexpr std::int64_t longest_ms = 3'600'000;  ///< of any configured duration

constexpr int exit_stopped = 0;
constexpr int exit_failed = 1;
constexpr int exit_bad_configuration = 2;

/// The signals that end a process gracefully. Blocked before any thread exists, so that every
/// thread inherits the mask and only this one takes them.
class StopSignals {
  public:
    StopSignals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGTERM);
        sigaddset(&set_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    }

    int wait() const {
        int signal = 0;
        sigwait(&set_, &signal);
        return signal;
    }
    /// True when one came within `timeout`.
    bool wait_for(std::chrono::seconds timeout) const {
        const timespec limit{.tv_sec = timeout.count(), .tv_nsec = 0};
        return sigtimedwait(&set_, nullptr, &limit) > 0;
    }

  private:
    sigset_t set_;
};

/// Migrates, waiting for a database that does not answer yet. False when told to stop meanwhile.
bool migrate_when_reachable(const std::string& url, const std::vector<pg::MigrationSet>& sets,
                            const StopSignals& signals) {
    const auto give_up = steady_clock::now() + database_patience;
    while (true) {
        try {
            pg::migrate(url, sets);
            return true;
        } catch (const Unavailable& error) {
            if (steady_clock::now() >= give_up) throw;
            log::warning("waiting for the database", {{"error", std::string_view(error.what())}});
        }
        if (signals.wait_for(database_retry)) return false;
    }
}

/// Written beside and renamed, so that a reader sees the whole number or nothing.
void write_port_file(const std::string& path, std::uint16_t port) {
    if (path.empty()) return;
    const std::string draft = path + "." + std::to_string(getpid());
    std::ofstream file(draft);
    file << port << '\n';
    file.close();
    if (!file || rename(draft.c_str(), path.c_str()) != 0)
        throw std::runtime_error("cannot write TENURE_PORT_FILE " + path);
}

/// What a running service consists of, in the order in which it is made.
class Process {
  public:
    Process(const Service& service, const CommonConfig& config,
            const std::function<std::unique_ptr<Module>(Platform)>& make_module)
        : tokens_(config.internal_key, clock_),
          pool_(config.database_url, {.size = config.database_connections}, metrics_),
          module_(make_module({config, clock_, tokens_, pool_, metrics_})),
          idempotency_(pg::make_idempotency_log(pool_, config.lease)),
          purge_(
              "idempotency_purge", purge_interval,
              [this] { return pg::purge_idempotency_keys(pool_); }, metrics_),
          server_({.address = config.listen.host,
                   .port = config.listen.port,
                   .threads = config.threads,
                   .service = service.name},
                  all_routes(*module_, pool_, stopping_), tokens_, idempotency_.get(), metrics_,
                  [this] { return pool_.reachable(); }),
          workers_(all_workers(*module_)) {
        workers_.push_back(&purge_);
    }

    void start(const std::string& port_file) {
        server_.start();
        for (Worker* const worker : workers_) worker->start();
        write_port_file(port_file, server_.port());
        log::info("listening", {{"port", std::int64_t{server_.port()}}});
    }

    /// Finishes what runs. Workers end beside the server and each other: their time adds up else.
    void stop() {
        stopping_ = true;
        std::vector<std::jthread> stops;
        for (Worker* const worker : workers_) stops.emplace_back([worker] { worker->stop(); });
        server_.stop();
    }

  private:
    std::atomic<bool> stopping_{false};
    SystemClock clock_;
    metrics::Registry metrics_;
    http::InternalTokens tokens_;
    pg::Pool pool_;
    std::unique_ptr<Module> module_;
    std::unique_ptr<IdempotencyLog> idempotency_;
    Worker purge_;
    http::Server server_;
    std::vector<Worker*> workers_;
};

bool is_level(const std::string& name) {
    return name == "info" || log::parse_level(name) != log::Level::info;
}

int report(const std::string& name, const Error& error) {
    std::cerr << "tenure-" << name << ": the configuration is not usable:\n"
              << error.detail << std::endl;
    return exit_bad_configuration;
}

int run_service(const Service& service, const StopSignals& signals) {
    config::Environment environment;
    const CommonConfig config = load_common(environment, service.default_threads);
    const auto make_module = service.configure(environment);
    if (const Status usable = environment.finish(); !usable.ok())
        return report(service.name, usable.error());
    log::configure(service.name, log::parse_level(config.log_level));
    log::info("starting", {{"version", std::string_view(TENURE_VERSION)}});
    if (!migrate_when_reachable(config.database_url, service.migrations, signals))
        return exit_stopped;
    Process process(service, config, make_module);
    process.start(config.port_file);
    const int signal = signals.wait();
    log::info("stopping", {{"signal", std::int64_t{signal}}});
    process.stop();
    log::info("stopped");
    return exit_stopped;
}

}  // namespace

CommonConfig load_common(config::Environment& environment, int default_threads) {
    CommonConfig config;
    config.database_url = environment.string("TENURE_DATABASE_URL");
    config.listen = environment.address("TENURE_LISTEN", {"127.0.0.1", 0});
    config.port_file = environment.string("TENURE_PORT_FILE", "");
    config.internal_key = environment.secret("TENURE_INTERNAL_KEY", 32);
    config.log_level = environment.string("TENURE_LOG_LEVEL", "info");
    if (!is_level(config.log_level))
        environment.reject("TENURE_LOG_LEVEL", "must be trace, debug, info, warning or error");
    config.threads =
        static_cast<int>(environment.integer("TENURE_THREADS", default_threads, 1, 512));
    config.database_connections = static_cast<std::size_t>(
        environment.integer("TENURE_DATABASE_CONNECTIONS",
                            static_cast<std::int64_t>(config.database_connections), 1, 512));
    config.sweep_interval = milliseconds(environment.integer(
        "TENURE_SWEEP_INTERVAL_MS", config.sweep_interval.count(), 1, longest_ms));
    config.lease =
        milliseconds(environment.integer("TENURE_LEASE_MS", config.lease.count(), 1, longest_ms));
    return config;
}

std::vector<http::Route> all_routes(Module& module, pg::Pool& pool,
                                    const std::atomic<bool>& stopping) {
    std::vector<http::Route> routes = module.routes();
    for (http::Route& route : event_routes(pool, module.consumers(), stopping))
        routes.push_back(std::move(route));
    return routes;
}

std::vector<Worker*> all_workers(Module& module) {
    std::vector<Worker*> workers = module.workers();
    for (Consumer* const consumer : module.consumers()) workers.push_back(&consumer->worker());
    return workers;
}

int run(const Service& service) {
    config::forbid_core_dumps();
    const StopSignals signals;
    try {
        return run_service(service, signals);
    } catch (const std::exception& error) {
        log::error("cannot run", {{"error", std::string_view(error.what())}});
        return exit_failed;
    }
}

}  // namespace tenure::runtime
