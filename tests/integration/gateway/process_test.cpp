// The executable: commands, start, SIGTERM.
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <future>
#include <sstream>
#include <sys/stat.h>

#include "domain/base64.hpp"
#include "integration/gateway/running_gateway.hpp"

using namespace tenure;
using namespace tenure::gateway;

namespace {

const std::string program = TENURE_BINARY_DIR "/bin/tenure-gateway";
using Variables = std::map<std::string, std::string>;

std::string content_of(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Ended {
    int status;
    std::string output;
};

Ended run(const std::string& directory, std::vector<std::string> words,
          const Variables& variables = {}) {
    const std::string log = directory + "/output";
    std::remove(log.c_str());
    words.insert(words.begin(), program);
    testkit::Process process(words, variables, log);
    const std::optional<int> status = process.wait(std::chrono::seconds(20));
    return {status.value_or(-1000), process.log()};
}

Variables environment(const std::string& directory, std::uint16_t upstream) {
    Variables variables = {{"TENURE_LISTEN", "127.0.0.1:0"},
                           {"TENURE_PORT_FILE", directory + "/port"},
                           {"TENURE_METRICS_LISTEN", "127.0.0.1:0"},
                           {"TENURE_METRICS_PORT_FILE", directory + "/metrics_port"},
                           {"TENURE_INTERNAL_KEY", std::string(32, 'k')},
                           {"TENURE_JWKS_FILE", directory + "/jwks.json"},
                           {"TENURE_THREADS", "2"}};
    for (const char* name :
         {"SUBSCRIPTION", "ADD_ON", "BILLING", "PAYMENT_METHOD", "ONBOARDING", "WALLET"})
        variables["TENURE_" + std::string(name) + "_URL"] =
            "http://127.0.0.1:" + std::to_string(upstream);
    return variables;
}

std::string make_keys(const std::string& directory) {
    const std::string key = directory + "/jwt.key";
    const Ended made =
        run(directory, {"make-key", "--out", key, "--jwks", directory + "/jwks.json"});
    REQUIRE(made.status == 0);
    return key;
}

std::string token_of(const std::string& directory, const std::string& key) {
    const Ended made =
        run(directory, {"make-token", "--key", key, "--account", "acc_demo", "--role",
                        "operator,owner", "--subject", "demo", "--ttl", "60"});
    REQUIRE(made.status == 0);
    return made.output.substr(0, made.output.find('\n'));
}

}  // namespace

TEST_CASE("make-key writes a key for its owner only, once, and its key set") {
    const testkit::TempDirectory directory;
    const std::string key = make_keys(directory.path());
    struct stat status {};
    REQUIRE(::stat(key.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    const std::string before = content_of(key);
    CHECK(before.starts_with("-----BEGIN PRIVATE KEY-----"));
    CHECK(content_of(directory.path() + "/jwks.json").find("\"d\"") == std::string::npos);
    const Ended again = run(directory.path(),
                            {"make-key", "--out", key, "--jwks", directory.path() + "/jwks.json"});
    CHECK(again.status == 1);
    CHECK(content_of(key) == before);
}

TEST_CASE("Wrong commands and options are refused with a reason") {
    const testkit::TempDirectory directory;
    const std::string key = make_keys(directory.path());
    const auto status = [&](const std::vector<std::string>& words) {
        const Ended ended = run(directory.path(), words);
        CHECK_FALSE(ended.output.empty());
        return ended.status;
    };
    CHECK(status({"make-coffee"}) == 2);
    CHECK(status({"--help"}) == 0);
    CHECK(status({"make-key", "--out"}) == 2);
    CHECK(status({"make-token", "--key", key, "--account", "acc_a"}) == 2);
    CHECK(status({"make-token", "--key", key, "--account", "a", "--role", "owner"}) == 1);
    CHECK(status({"make-token", "--key", key, "--account", "acc_a", "--role", "service"}) == 1);
    CHECK(status({"make-token", "--key", key, "--account", "acc_a", "--role", "owner", "--ttl",
                  "0"}) == 1);
    CHECK(status({"make-token", "--key", "/nowhere", "--account", "acc_a", "--role", "owner"}) ==
          1);
}

TEST_CASE("make-internal-token makes what services accept") {
    const testkit::TempDirectory directory;
    const std::string key(40, 'k');
    std::ofstream(directory.path() + "/internal.key") << key << "\n";
    const Ended made =
        run(directory.path(), {"make-internal-token", "--key", directory.path() + "/internal.key",
                               "--account", "acc_a", "--role", "owner", "--subject", "bench"});
    REQUIRE(made.status == 0);
    const SystemClock clock;
    const http::InternalTokens tokens(key, clock);
    const auto caller = tokens.verify(made.output.substr(0, made.output.find('\n')));
    REQUIRE(caller.ok());
    CHECK(caller->account.str() == "acc_a");
}

TEST_CASE("Without configuration the gateway names every variable and exits with 2") {
    const testkit::TempDirectory directory;
    const Ended ended = run(directory.path(), {}, {{"TENURE_LISTEN", "nonsense"}});
    CHECK(ended.status == 2);
    for (const char* name : {"TENURE_LISTEN", "TENURE_INTERNAL_KEY", "TENURE_BILLING_URL"})
        CHECK(ended.output.find(name) != std::string::npos);
}

TEST_CASE("The gateway serves, logs acts of operators, and finishes what runs on SIGTERM") {
    std::promise<void> asked;
    std::promise<void> go;
    ScriptedUpstream upstream([&](const SeenRequest&) {
        asked.set_value();
        go.get_future().wait();
        return json_response("{\"late\":true}");
    });
    const testkit::TempDirectory directory;
    const std::string token = token_of(directory.path(), make_keys(directory.path()));
    testkit::Process process({program}, environment(directory.path(), upstream.port()),
                             directory.path() + "/log");
    const auto port = static_cast<std::uint16_t>(
        std::stoi(testkit::await_file(directory.path() + "/port", process)));
    auto request = std::async(std::launch::async, [port, &token] {
        return testkit::exchange(port, "GET", "/v1/plans", {{"Authorization", "Bearer " + token}});
    });
    asked.get_future().wait();
    process.send_signal(SIGTERM);
    CHECK(eventually([&] { return process.log().find("stopping") != std::string::npos; }));
    CHECK(process.running());
    go.set_value();
    const auto answer = request.get();
    CHECK(answer.status == 200);
    CHECK(answer.body == "{\"late\":true}");
    CHECK(process.wait(std::chrono::seconds(10)) == 0);
    CHECK(process.log().find("\"audit\":true") != std::string::npos);
    CHECK(process.log().find(token) == std::string::npos);
    CHECK_THROWS(testkit::exchange(port, "GET", "/healthz"));
}

TEST_CASE("A port that is taken is a clear error") {
    ScriptedUpstream upstream([](const SeenRequest&) { return json_response("{}"); });
    const testkit::TempDirectory directory;
    make_keys(directory.path());
    Variables variables = environment(directory.path(), upstream.port());
    variables["TENURE_LISTEN"] = "127.0.0.1:" + std::to_string(upstream.port());
    const Ended ended = run(directory.path(), {}, variables);
    CHECK(ended.status == 1);
    CHECK(ended.output.find("Address already in use") != std::string::npos);
}
