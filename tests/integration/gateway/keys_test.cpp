// Where the keys come from: a file or a URL, changed while the gateway runs.
#include <catch2/catch.hpp>
#include <fstream>

#include "gateway/identity/key_set.hpp"
#include "gateway/identity/key_source.hpp"
#include "integration/gateway/running_gateway.hpp"

using namespace tenure;
using namespace tenure::gateway;

namespace {

std::string empty_answer(const SeenRequest&) {
    return json_response("{}");
}

std::string key_set(const SigningKey& key) {
    return ed25519_key_set(key.public_bytes());
}

}  // namespace

TEST_CASE("Keys are read from a URL") {
    std::string served;
    ScriptedUpstream provider([&served](const SeenRequest&) { return json_response(served); });
    ScriptedUpstream upstream(empty_answer);
    const testkit::TempDirectory directory;
    const SystemClock clock;
    const SigningKey key = SigningKey::generate();
    served = key_set(key);
    RunningGateway gateway(upstream, [&](Config& config) {
        config.jwks_url = "http://127.0.0.1:" + std::to_string(provider.port()) + "/keys?v=1";
        config.jwks_file.clear();
    });
    gateway.key = key;
    CHECK(gateway.get("/v1/plans").status == 200);
    CHECK(provider.seen().at(0).target == "/keys?v=1");
}

TEST_CASE("As long as there are no keys, tokens cannot be checked: 503, not 401") {
    ScriptedUpstream provider([](const SeenRequest&) { return json_response("{}", 500); });
    ScriptedUpstream upstream(empty_answer);
    RunningGateway gateway(upstream, [&](Config& config) {
        config.jwks_url = "http://127.0.0.1:" + std::to_string(provider.port()) + "/keys";
        config.jwks_file.clear();
    });
    const auto answer = gateway.get("/v1/plans");
    CHECK(answer.status == 503);
    CHECK(answer.code() == "keys_unavailable");
    CHECK_FALSE(answer.header("retry-after").empty());
    CHECK(testkit::exchange(gateway.port(), "GET", "/readyz").status == 503);
}

TEST_CASE("A file without a usable key stops the start") {
    ScriptedUpstream upstream(empty_answer);
    CHECK_THROWS_WITH(
        RunningGateway(upstream,
                       [](Config& config) { std::ofstream(config.jwks_file) << "{\"keys\":[]}"; }),
        Catch::Contains("TENURE_JWKS_FILE"));
}

TEST_CASE("An unknown key makes the source look again, but not all the time") {
    const SigningKey first = SigningKey::generate();
    const SigningKey second = SigningKey::generate();
    std::atomic<int> looks = 0;
    std::atomic<bool> rotated = false;
    KeySource::Pace pace;
    pace.shortest = std::chrono::milliseconds(300);
    KeySource source(
        [&]() -> Result<std::string> {
            ++looks;
            return key_set(rotated ? second : first);
        },
        pace);
    REQUIRE(source.start().ok());
    const std::string kid = ed25519_thumbprint(second.public_bytes());
    CHECK(source.current()->find(kid) == nullptr);
    rotated = true;
    std::atomic<int> woken = 0;
    for (int i = 0; i < 100; ++i) source.look_again([&woken] { ++woken; });
    CHECK(woken == 100);  // looked at just now: at once
    CHECK(looks == 1);
    CHECK(eventually([&] {
        source.look_again([&woken] { ++woken; });
        return source.version() == 2;
    }));
    CHECK(looks == 2);
    CHECK(source.current()->find(kid) != nullptr);
    source.stop();
}

TEST_CASE("A source that fails keeps the keys it has") {
    const SigningKey key = SigningKey::generate();
    std::atomic<bool> broken = false;
    std::atomic<int> failures = 0;
    KeySource::Pace pace;
    pace.regular = pace.shortest = std::chrono::milliseconds(10);
    KeySource source(
        [&]() -> Result<std::string> {
            if (!broken) return key_set(key);
            ++failures;
            return std::string(failures % 2 == 0 ? "{\"keys\":[]}" : "nonsense");
        },
        pace);
    REQUIRE(source.start().ok());
    broken = true;
    CHECK(eventually([&] { return failures >= 3; }));
    CHECK(source.current()->find(ed25519_thumbprint(key.public_bytes())) != nullptr);
    CHECK(source.version() == 1);
    source.stop();
}
