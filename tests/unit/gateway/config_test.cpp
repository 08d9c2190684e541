#include "gateway/config.hpp"

#include <catch2/catch.hpp>

using namespace tenure;
using namespace tenure::gateway;

namespace {

std::map<std::string, std::string> complete() {
    return {{"TENURE_INTERNAL_KEY", std::string(32, 'k')},
            {"TENURE_JWKS_URL", "https://id.example/jwks.json"},
            {"TENURE_SUBSCRIPTION_URL", "http://127.0.0.1:8081"},
            {"TENURE_ADD_ON_URL", "http://127.0.0.1:8082"},
            {"TENURE_BILLING_URL", "http://billing:8083"},
            {"TENURE_PAYMENT_METHOD_URL", "http://127.0.0.1:8084/"},
            {"TENURE_ONBOARDING_URL", "http://127.0.0.1:8085"},
            {"TENURE_WALLET_URL", "http://127.0.0.1:8086"}};
}

Result<Config> load(const std::map<std::string, std::string>& variables) {
    config::Environment environment(variables);
    return load_config(environment);
}

std::string problem_with(const std::string& name, const std::string& value) {
    std::map<std::string, std::string> variables = complete();
    variables[name] = value;
    const Result<Config> config = load(variables);
    return config.ok() ? "" : config.error().detail;
}

}  // namespace

TEST_CASE("A complete environment gives a configuration with defaults") {
    const Result<Config> config = load(complete());
    REQUIRE(config.ok());
    CHECK(config->listen.port == 8080);
    CHECK(config->jwt.issuer == "tenure");
    CHECK(config->client.header_bytes == 16 * 1024);
    CHECK(config->client.body_bytes == 10 * 1024 * 1024);
    CHECK(config->upstreams[static_cast<std::size_t>(Upstream::billing)].host == "billing");
    CHECK(config->threads >= 1);
    CHECK(config->threads <= 4);
}

TEST_CASE("Every bad variable is named at once") {
    const Result<Config> config = load({{"TENURE_BILLING_URL", "billing:80"},
                                        {"TENURE_THREADS", "none"},
                                        {"TENURE_INTERNAL_KEY", "short"}});
    REQUIRE_FALSE(config.ok());
    for (const char* name : {"TENURE_BILLING_URL", "TENURE_THREADS", "TENURE_INTERNAL_KEY",
                             "TENURE_WALLET_URL", "TENURE_JWKS_FILE"})
        CHECK(config.error().detail.find(name) != std::string::npos);
    CHECK(config.error().detail.find("short\n") == std::string::npos);
}

TEST_CASE("HS256 needs a secret and the word that it is allowed") {
    const std::string secret(32, 's');
    CHECK(problem_with("TENURE_JWT_HS256_SECRET", secret).find("TENURE_JWT_HS256_SECRET") !=
          std::string::npos);
    CHECK(problem_with("TENURE_JWT_ALLOW_HS256", "true").find("TENURE_JWT_HS256_SECRET") !=
          std::string::npos);
    std::map<std::string, std::string> variables = complete();
    variables.erase("TENURE_JWKS_URL");
    variables["TENURE_JWT_HS256_SECRET"] = secret;
    variables["TENURE_JWT_ALLOW_HS256"] = "true";
    const Result<Config> config = load(variables);
    REQUIRE(config.ok());
    CHECK(config->jwt.hs256_secret == secret);
}

TEST_CASE("Values that could not work are refused") {
    CHECK_FALSE(problem_with("TENURE_BILLING_URL", "https://billing").empty());
    CHECK_FALSE(problem_with("TENURE_BILLING_URL", "http://billing/path").empty());
    CHECK_FALSE(problem_with("TENURE_BILLING_URL", "http://user@billing").empty());
    CHECK_FALSE(problem_with("TENURE_BILLING_URL", "http://billing:0").empty());
    CHECK_FALSE(problem_with("TENURE_JWKS_URL", "file:///etc/keys").empty());
    CHECK_FALSE(problem_with("TENURE_JWKS_FILE", "/nowhere/jwks.json").empty());
    CHECK_FALSE(problem_with("TENURE_JWT_LEEWAY_SECONDS", "61").empty());
    CHECK_FALSE(problem_with("TENURE_LOG_LEVEL", "error").empty());
    CHECK_FALSE(problem_with("TENURE_OPENAPI_FILE", "/nowhere/openapi.json").empty());
}
