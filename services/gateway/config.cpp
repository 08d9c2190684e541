#include "gateway/config.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

namespace tenure::gateway {

namespace {

std::string variable_of(Upstream upstream) {
    std::string name(name_of(upstream));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return "TENURE_" + name + "_URL";
}

Url load_upstream(config::Environment& environment, Upstream upstream) {
    const std::string name = variable_of(upstream);
    const std::string text = environment.string(name);
    std::optional<Url> url = parse_url(text);
    if (url && !url->tls && url->target == "/") return *url;
    if (!text.empty()) environment.reject(name, "is not of the form http://host:port");
    return {};
}

std::string load_file(config::Environment& environment, const std::string& name) {
    if (!environment.optional(name)) return {};
    std::ifstream file(environment.readable_file(name), std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return std::move(content).str();
}

Milliseconds milliseconds(config::Environment& environment, const std::string& name,
                          Milliseconds fallback) {
    return Milliseconds(environment.integer(name, fallback.count(), 50, 3'600'000));
}

ClientLimits load_client_limits(config::Environment& environment) {
    ClientLimits limits;
    const auto bytes = [&environment](const char* name, std::size_t fallback, std::int64_t max) {
        return static_cast<std::size_t>(
            environment.integer(name, static_cast<std::int64_t>(fallback), 1024, max));
    };
    limits.header_bytes = bytes("TENURE_MAX_HEADER_BYTES", limits.header_bytes, 65'536);
    limits.body_bytes = bytes("TENURE_MAX_BODY_BYTES", limits.body_bytes, 104'857'600);
    limits.request = milliseconds(environment, "TENURE_REQUEST_TIMEOUT_MS", limits.request);
    limits.idle = milliseconds(environment, "TENURE_IDLE_TIMEOUT_MS", limits.idle);
    limits.connections = static_cast<int>(
        environment.integer("TENURE_MAX_CONNECTIONS", limits.connections, 1, 1'000'000));
    return limits;
}

UpstreamLimits load_upstream_limits(config::Environment& environment) {
    UpstreamLimits limits;
    limits.connect = milliseconds(environment, "TENURE_CONNECT_TIMEOUT_MS", limits.connect);
    limits.answer = milliseconds(environment, "TENURE_UPSTREAM_TIMEOUT_MS", limits.answer);
    limits.connections = static_cast<std::size_t>(environment.integer(
        "TENURE_UPSTREAM_CONNECTIONS", static_cast<std::int64_t>(limits.connections), 1, 1024));
    return limits;
}

void load_hs256(config::Environment& environment, JwtRules& rules) {
    const bool allowed = environment.boolean("TENURE_JWT_ALLOW_HS256", false);
    if (!environment.optional("TENURE_JWT_HS256_SECRET")) {
        if (allowed) environment.reject("TENURE_JWT_HS256_SECRET", "is required to allow HS256");
        return;
    }
    std::string secret = environment.secret("TENURE_JWT_HS256_SECRET", 32);
    if (allowed)
        rules.hs256_secret = std::move(secret);
    else
        environment.reject("TENURE_JWT_HS256_SECRET",
                           "is for development: it needs TENURE_JWT_ALLOW_HS256=true");
}

void load_keys(config::Environment& environment, Config& config) {
    config.jwks_url = environment.string("TENURE_JWKS_URL", "");
    if (environment.optional("TENURE_JWKS_FILE"))
        config.jwks_file = environment.readable_file("TENURE_JWKS_FILE");
    if (!config.jwks_url.empty() && !parse_url(config.jwks_url))
        environment.reject("TENURE_JWKS_URL", "is not an http or https URL");
    if (!config.jwks_url.empty() && !config.jwks_file.empty())
        environment.reject("TENURE_JWKS_URL", "is set together with TENURE_JWKS_FILE: set one");
    if (config.jwks_url.empty() && config.jwks_file.empty() && !config.jwt.hs256_secret)
        environment.reject("TENURE_JWKS_FILE", "or TENURE_JWKS_URL is required");
}

std::string load_log_level(config::Environment& environment) {
    std::string level = environment.string("TENURE_LOG_LEVEL", "info");
    // Audit lines are warnings: they must not be switched off with the rest.
    if (level == "error") environment.reject("TENURE_LOG_LEVEL", "must be warning or lower");
    return level;
}

bool load_test_clocks(config::Environment& environment) {
    const std::string value = environment.string("TENURE_TEST_CLOCKS", "off");
    if (value != "on" && value != "off")
        environment.reject("TENURE_TEST_CLOCKS", "must be on or off");
    return value == "on";
}

}  // namespace

Result<Config> load_config(config::Environment& environment) {
    const auto cores = static_cast<std::int64_t>(std::thread::hardware_concurrency());
    Config config;
    config.listen = environment.address("TENURE_LISTEN", {"127.0.0.1", 8080});
    config.port_file = environment.string("TENURE_PORT_FILE", "");
    config.metrics_listen = environment.address("TENURE_METRICS_LISTEN", {"127.0.0.1", 9464});
    config.metrics_port_file = environment.string("TENURE_METRICS_PORT_FILE", "");
    config.internal_key = environment.secret("TENURE_INTERNAL_KEY", 32);
    config.log_level = load_log_level(environment);
    config.threads = static_cast<int>(
        environment.integer("TENURE_THREADS", std::clamp<std::int64_t>(cores, 1, 4), 1, 64));
    config.jwt = load_issuer(environment);
    load_hs256(environment, config.jwt);
    load_keys(environment, config);
    for (const Upstream upstream : all_upstreams)
        config.upstreams[static_cast<std::size_t>(upstream)] = load_upstream(environment, upstream);
    config.openapi = load_file(environment, "TENURE_OPENAPI_FILE");
    config.test_clocks = load_test_clocks(environment);
    config.client = load_client_limits(environment);
    config.upstream = load_upstream_limits(environment);
    TENURE_TRY(environment.finish());
    return config;
}

JwtRules load_issuer(config::Environment& environment) {
    JwtRules rules;
    rules.issuer = environment.string("TENURE_JWT_ISSUER", "tenure");
    rules.audience = environment.string("TENURE_JWT_AUDIENCE", "tenure");
    rules.leeway = std::chrono::seconds(
        environment.integer("TENURE_JWT_LEEWAY_SECONDS", rules.leeway.count(), 0, 60));
    return rules;
}

}  // namespace tenure::gateway
