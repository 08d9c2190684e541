// tenure-gateway: serves until SIGTERM or SIGINT, or runs one of its commands.

#include <csignal>
#include <iostream>
#include <pthread.h>
#include <string>
#include <vector>

#include "config/core_dumps.hpp"
#include "gateway/command_line.hpp"
#include "gateway/config.hpp"
#include "gateway/gateway.hpp"
#include "log/log.hpp"

namespace {

using namespace tenure;

constexpr int configuration_error = 2;

/// The signals that stop us, blocked before any thread exists so that only sigwait() gets them.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

bool write_port(const std::string& path, std::uint16_t port) {
    return path.empty() || gateway::write_file(path, std::to_string(port) + "\n", 0644);
}

int serve() {
    const sigset_t signals = block_stop_signals();
    config::Environment environment;
    const Result<gateway::Config> config = gateway::load_config(environment);
    if (!config.ok()) {
        std::cerr << config.error().detail << "\n";
        return configuration_error;
    }
    log::configure("gateway", log::parse_level(config->log_level));
    const SystemClock clock;
    gateway::Gateway gateway(*config, clock);
    if (const Status started = gateway.start(); !started.ok()) {
        std::cerr << started.error().detail << "\n";
        return started.error().code == "bad_configuration" ? configuration_error : 1;
    }
    if (!write_port(config->metrics_port_file, gateway.metrics_port()) ||
        !write_port(config->port_file, gateway.port())) {
        std::cerr << "the port file cannot be written\n";
        return 1;
    }
    log::info("listening", {{"port", static_cast<std::int64_t>(gateway.port())},
                            {"metrics_port", static_cast<std::int64_t>(gateway.metrics_port())}});
    int signal = 0;
    sigwait(&signals, &signal);
    log::info("stopping", {{"signal", static_cast<std::int64_t>(signal)}});
    gateway.stop();
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    config::forbid_core_dumps();
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.empty()) return serve();
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    if (words[0] == "make-key") return gateway::make_key(rest);
    if (words[0] == "make-token") return gateway::make_token(rest);
    if (words[0] == "make-internal-token") return gateway::make_internal_token(rest);
    const bool asked = words[0] == "--help" || words[0] == "-h";
    (asked ? std::cout : std::cerr) << gateway::usage;
    return asked ? 0 : configuration_error;
}
