// Services that are gone, slow, broken or started anew.
#include <catch2/catch.hpp>
#include <condition_variable>
#include <future>

#include "integration/gateway/running_gateway.hpp"

using namespace tenure;
using namespace tenure::gateway;

namespace {

std::string empty_answer(const SeenRequest&) {
    return json_response("{}");
}

/// Holds answers back until it is opened.
class Gate {
  public:
    void wait() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void await_waiting(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this, count] { return waiting_ >= count; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool open_ = false;
};

}  // namespace

TEST_CASE("A service that is not there is 502, and its name is not told") {
    auto upstream = std::make_unique<ScriptedUpstream>(empty_answer);
    RunningGateway gateway(*upstream);
    upstream.reset();
    const auto answer = gateway.get("/v1/plans");
    CHECK(answer.status == 502);
    CHECK(answer.code() == "upstream_unavailable");
    CHECK(answer.body.find("subscription") == std::string::npos);
    CHECK(gateway.metric("tenure_gateway_upstream_errors_total{code=\"upstream_unavailable\","
                         "upstream=\"subscription\"}") >= 1);
}

TEST_CASE("A service given by name is reached at whichever of its addresses it listens") {
    ScriptedUpstream upstream(empty_answer);
    RunningGateway gateway(upstream, [](Config& config) {
        for (Url& url : config.upstreams) url.host = "localhost";
    });
    CHECK(gateway.get("/v1/plans").status == 200);
}

TEST_CASE("A service that does not answer in time is 504") {
    Gate gate;
    ScriptedUpstream upstream([&gate](const SeenRequest&) {
        gate.wait();
        return json_response("{}");
    });
    RunningGateway gateway(upstream,
                           [](Config& config) { config.upstream.answer = Milliseconds(200); });
    const auto answer = gateway.send("POST", "/v1/wallet/debits", "{}");
    gate.open();
    CHECK(answer.status == 504);
    CHECK(answer.code() == "upstream_timeout");
    CHECK(upstream.seen().size() == 1);
}

TEST_CASE("An answer that is no HTTP is 502") {
    ScriptedUpstream upstream([](const SeenRequest& request) -> std::string {
        if (request.target == "/v1/plans/early") return "HTTP/1.1 100 Continue\r\n\r\n";
        return "nonsense\r\n\r\n";
    });
    RunningGateway gateway(upstream);
    CHECK(gateway.get("/v1/plans").code() == "upstream_failed");
    CHECK(gateway.get("/v1/plans/early").code() == "upstream_failed");
}

TEST_CASE("A service that refuses our own token is our fault, not the customer's") {
    ScriptedUpstream upstream([](const SeenRequest&) { return json_response("{}", 401); });
    RunningGateway gateway(upstream);
    CHECK(gateway.get("/v1/plans").status == 502);
}

TEST_CASE("An answer that breaks off ends the customer's connection") {
    ScriptedUpstream upstream([](const SeenRequest&) {
        return std::string(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nhal");
    });
    RunningGateway gateway(upstream);
    const std::string bytes =
        testkit::exchange_raw(gateway.port(), gateway.raw_head("GET /v1/plans HTTP/1.1") + "\r\n");
    CHECK(bytes.find("Content-Length: 100\r\n") != bytes.npos);
    CHECK(bytes.size() < bytes.find("\r\n\r\n") + 4 + 100);
}

TEST_CASE("A service that was started anew is asked again without the customer noticing") {
    ScriptedUpstream upstream(empty_answer);
    RunningGateway gateway(upstream);
    for (int round = 0; round < 5; ++round) {
        CHECK(gateway.get("/v1/plans").status == 200);
        upstream.drop_connections();
        CHECK(gateway.send("POST", "/v1/wallet/debits", "{}").status == 200);
        upstream.drop_connections();
    }
}

TEST_CASE("A connection dropped under a request: once more if reading or keyed, else 502") {
    std::atomic<int> to_drop = 0;
    ScriptedUpstream upstream([&to_drop](const SeenRequest&) -> std::string {
        if (to_drop.fetch_sub(1) > 0) return {};
        return json_response("{}");
    });
    RunningGateway gateway(upstream);
    const auto after_drops = [&](int drops, const std::string& method,
                                 const testkit::Headers& headers) {
        to_drop = drops;
        return gateway.send(method, "/v1/wallet/debits", method == "GET" ? "" : "{}", headers)
            .status;
    };
    CHECK(after_drops(1, "GET", {}) == 200);
    CHECK(after_drops(1, "POST", {{"Idempotency-Key", "k"}}) == 200);
    CHECK(after_drops(1, "POST", {}) == 502);
    CHECK(after_drops(2, "GET", {}) == 502);
    CHECK(after_drops(0, "POST", {}) == 200);
}

TEST_CASE("After 400, 408 and 413 a service's connection is not used again") {
    ScriptedUpstream upstream([](const SeenRequest& request) {
        return json_response("{}", std::stoi(request.target.substr(request.target.rfind('/') + 1)));
    });
    RunningGateway gateway(upstream, [](Config& config) {
        config.threads = 1;
        config.upstream.opened_at_start = 0;
    });
    for (const char* status : {"400", "408", "413"}) {
        CHECK(gateway.get("/v1/plans/" + std::string(status)).status == std::stoi(status));
        CHECK(gateway.get("/v1/plans/200").status == 200);
        CHECK(upstream.seen().back().number == 1);
    }
    CHECK(gateway.get("/v1/plans/404").status == 404);
    CHECK(gateway.get("/v1/plans/200").status == 200);
    CHECK(upstream.seen().back().number == 3);
}

TEST_CASE("Requests beyond a service's connections wait for one to come free") {
    Gate gate;
    ScriptedUpstream upstream([&gate](const SeenRequest&) {
        gate.wait();
        return json_response("{}");
    });
    RunningGateway gateway(upstream, [](Config& config) {
        config.threads = 1;
        config.upstream.connections = 2;
    });
    std::vector<std::future<int>> clients;
    for (int i = 0; i < 6; ++i)
        clients.push_back(std::async(std::launch::async,
                                     [&gateway] { return gateway.get("/v1/wallet").status; }));
    gate.await_waiting(2);
    CHECK(upstream.seen().size() == 2);
    gate.open();
    for (auto& client : clients) CHECK(client.get() == 200);
}

TEST_CASE("A stop lets requests in flight be answered and idle connections go") {
    Gate gate;
    ScriptedUpstream upstream([&gate](const SeenRequest&) {
        gate.wait();
        return json_response("{}");
    });
    RunningGateway gateway(upstream);
    auto idle = std::async(std::launch::async, [&gateway] {
        return testkit::exchange_raw(gateway.port(), "", std::chrono::seconds(20));
    });
    auto busy = std::async(std::launch::async, [&gateway] { return gateway.get("/v1/plans"); });
    gate.await_waiting(1);
    auto stopped = std::async(std::launch::async, [&gateway] { gateway.gateway->stop(); });
    CHECK(idle.get().empty());
    CHECK(stopped.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
    gate.open();
    const auto answer = busy.get();
    CHECK(answer.status == 200);
    CHECK(answer.header("connection") == "close");
    stopped.get();
}
