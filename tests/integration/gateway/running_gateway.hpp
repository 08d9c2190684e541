#pragma once
// A gateway in this process, before scripted upstreams, with a key of its own.

#include <functional>
#include <memory>
#include <string>

#include "domain/time.hpp"
#include "gateway/config.hpp"
#include "gateway/gateway.hpp"
#include "gateway/identity/signature.hpp"
#include "http/internal_token.hpp"
#include "integration/gateway/scripted_upstream.hpp"
#include "testkit/http_probe.hpp"
#include "testkit/process.hpp"

namespace tenure::gateway {

class RunningGateway {
  public:
    /// All six services are `upstream`; `change` adjusts the configuration.
    explicit RunningGateway(const ScriptedUpstream& upstream,
                            const std::function<void(Config&)>& change = nullptr);
    ~RunningGateway() { gateway->stop(); }

    std::uint16_t port() const { return gateway->port(); }
    std::string token(const std::string& roles = "owner",
                      const std::string& account = "acc_demo") const;
    testkit::Headers bearer(const std::string& roles = "owner") const {
        return {{"Authorization", "Bearer " + token(roles)}};
    }
    testkit::Answer get(const std::string& target, testkit::Headers more = {}) const;
    testkit::Answer send(const std::string& method, const std::string& target,
                         const std::string& body, testkit::Headers more = {}) const;
    /// "<request line>" with Host and Authorization, for exchange_raw(); the empty line is left to
    /// the test.
    std::string raw_head(const std::string& request_line) const;
    /// The value of a metric's line that begins with `name`; -1 when there is none.
    double metric(const std::string& name) const;

    testkit::TempDirectory directory;
    SystemClock clock;
    SigningKey key = SigningKey::generate();
    Config config;
    http::InternalTokens tokens;
    std::unique_ptr<Gateway> gateway;
};

/// A configuration for tests: short limits, any free ports.
Config test_config(const std::string& directory, const SigningKey& key, std::uint16_t upstream);

/// Waits until the condition holds, at most 10 s.
bool eventually(const std::function<bool()>& condition);

}  // namespace tenure::gateway
