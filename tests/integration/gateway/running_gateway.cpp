#include "integration/gateway/running_gateway.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "domain/base64.hpp"
#include "gateway/identity/key_set.hpp"

namespace tenure::gateway {

using Json = nlohmann::json;

Config test_config(const std::string& directory, const SigningKey& key, std::uint16_t upstream) {
    Config config;
    config.listen = {"127.0.0.1", 0};
    config.metrics_listen = {"127.0.0.1", 0};
    config.internal_key = std::string(32, 'k');
    config.log_level = "info";
    config.threads = 2;
    config.jwt.issuer = config.jwt.audience = "tenure";
    config.jwks_file = directory + "/jwks.json";
    std::ofstream(config.jwks_file) << ed25519_key_set(key.public_bytes());
    for (Url& url : config.upstreams) url = {false, "127.0.0.1", std::to_string(upstream), "/"};
    config.openapi = R"({"openapi":"3.1.0"})";
    return config;
}

RunningGateway::RunningGateway(const ScriptedUpstream& upstream,
                               const std::function<void(Config&)>& change)
    : config(test_config(directory.path(), key, upstream.port())),
      tokens(config.internal_key, clock) {
    if (change) change(config);
    gateway = std::make_unique<Gateway>(config, clock);
    if (const Status started = gateway->start(); !started.ok())
        throw std::runtime_error(started.error().detail);
}

std::string RunningGateway::token(const std::string& roles, const std::string& account) const {
    std::istringstream words(roles);
    Json names = Json::array();
    for (std::string word; std::getline(words, word, ',');) names.push_back(word);
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count();
    const Json header = {{"alg", "EdDSA"}, {"kid", ed25519_thumbprint(key.public_bytes())}};
    Json claims = {{"iss", "tenure"},
                   {"aud", "tenure"},
                   {"sub", "user-1"},
                   {"roles", names},
                   {"exp", now + 600}};
    if (!account.empty()) claims["account"] = account;
    const std::string text =
        base64url_encode(header.dump()) + "." + base64url_encode(claims.dump());
    return text + "." + base64url_encode(key.sign(text));
}

testkit::Answer RunningGateway::get(const std::string& target, testkit::Headers more) const {
    return send("GET", target, "", std::move(more));
}

testkit::Answer RunningGateway::send(const std::string& method, const std::string& target,
                                     const std::string& body, testkit::Headers more) const {
    testkit::Headers headers = bearer();
    for (const auto& [name, value] : more)
        if (name == "Authorization") headers.clear();
    headers.insert(headers.end(), more.begin(), more.end());
    return testkit::exchange(port(), method, target, headers, body);
}

std::string RunningGateway::raw_head(const std::string& request_line) const {
    return request_line + "\r\nHost: api.example\r\nAuthorization: Bearer " + token() + "\r\n";
}

double RunningGateway::metric(const std::string& name) const {
    const std::string text = testkit::exchange(gateway->metrics_port(), "GET", "/metrics").body;
    const std::size_t line = text.find("\n" + name);
    if (line == text.npos) return -1;
    const std::size_t end = text.find('\n', line + 1);
    return std::stod(text.substr(text.rfind(' ', end), end));
}

bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace tenure::gateway
