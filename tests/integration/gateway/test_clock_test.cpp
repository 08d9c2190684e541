// Accounts on a test clock: who is asked, when, and what the services are told.
#include "gateway/test_clock.hpp"

#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

#include "integration/gateway/running_gateway.hpp"

using namespace tenure;
using namespace tenure::gateway;

namespace {

constexpr const char* clock_path = "/internal/v1/test-clock";
constexpr const char* consumer_path = "/internal/v1/consumers/billing";

/// All services: billing's test clock answers `present`, each other path by `answers`.
struct House {
    std::map<std::string, std::string> answers{
        {"/internal/v1/events/head", json_response(R"({"cursor":"7.1"})")},
        {consumer_path, "HTTP/1.1 204 No Content\r\n\r\n"}};
    ScriptedUpstream upstream{[this](const SeenRequest& request) { return answer(request); }};
    RunningGateway gateway;

    explicit House(bool on = true)
        : gateway(upstream, [on](Config& config) { config.test_clocks = on; }) {}

    void set_present(const std::string& now) {
        const std::lock_guard lock(mutex);
        present = now;
    }
    std::string answer(const SeenRequest& request) {
        const std::lock_guard lock(mutex);
        const auto found = answers.find(request.target);
        if (found != answers.end()) return found->second;
        if (request.target != clock_path) return json_response("{}");
        if (present == "down") return "";
        return json_response(present.empty() ? R"({"now":null})" : "{\"now\":\"" + present + "\"}");
    }
    int asked(const std::string& target) const {
        int count = 0;
        for (const SeenRequest& request : upstream.seen()) count += request.target == target;
        return count;
    }
    http::Caller last_caller(const std::string& target) const {
        std::string token;
        for (const SeenRequest& request : upstream.seen())
            if (request.target == target) token = request.headers.at("tenure-internal-token");
        return gateway.tokens.verify(token).value();
    }
    testkit::Answer move() const {
        return gateway.send("POST", "/v1/test-clock", R"({"now":"x"})");
    }

    std::mutex mutex;
    std::string present;
};

}  // namespace

TEST_CASE("Without test clocks no request is asked about, and moving one is just passed on") {
    House house(false);
    house.set_present("2027-01-01T00:00:00Z");
    CHECK(house.gateway.get("/v1/plans").status == 200);
    CHECK(house.move().status == 200);
    CHECK(house.upstream.seen().size() == 2);
    CHECK_FALSE(house.last_caller("/v1/plans").on_test_clock);
}

TEST_CASE("Services see the present of an account on a test clock, asked for each time") {
    House house;
    house.set_present("2027-01-01T00:00:00.000001Z");
    for (int i = 0; i < 2; ++i) CHECK(house.gateway.get("/v1/access").status == 200);
    const http::Caller caller = house.last_caller("/v1/access");
    CHECK(caller.on_test_clock);
    CHECK(caller.now == parse_timestamp("2027-01-01T00:00:00.000001Z").value());
    CHECK(caller.roles == RoleSet(Role::owner));
    CHECK(house.asked(clock_path) == 2);
    const http::Caller asker = house.last_caller(clock_path);
    CHECK(asker.account == caller.account);
    CHECK(asker.roles == RoleSet(Role::service));
    CHECK(asker.request_id == caller.request_id);
}

TEST_CASE("Every part of the overview sees the same present") {
    House house;
    house.set_present("2027-01-01T00:00:00Z");
    CHECK(house.gateway.get("/v1/overview").status == 200);
    CHECK(house.asked(clock_path) == 1);
    for (const char* path : {"/v1/subscription", "/v1/billing/details", "/v1/payment-methods"})
        CHECK(house.last_caller(path).now == parse_timestamp("2027-01-01T00:00:00Z").value());
}

TEST_CASE("An account without a clock is asked about once a second, and each account for itself") {
    House house;
    const auto start = std::chrono::steady_clock::now();
    int requests = 0;
    while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(1500)) {
        CHECK(house.gateway.get("/v1/access").status == 200);
        ++requests;
    }
    CHECK(requests > 20);
    CHECK(house.asked(clock_path) == 2);
    CHECK_FALSE(house.last_caller("/v1/access").on_test_clock);
    const std::string other = "Bearer " + house.gateway.token("owner", "acc_other");
    CHECK(testkit::exchange(house.gateway.port(), "GET", "/v1/access", {{"Authorization", other}})
              .status == 200);
    CHECK(house.asked(clock_path) == 3);
}

TEST_CASE("A clock that was just made is seen by the next request") {
    House house;
    house.gateway.get("/v1/access");
    house.set_present("2027-01-01T00:00:00Z");
    house.gateway.get("/v1/access");
    CHECK_FALSE(house.last_caller("/v1/access").on_test_clock);  // remembered
    CHECK(house.move().status == 200);
    house.gateway.get("/v1/access");
    CHECK(house.last_caller("/v1/access").on_test_clock);
}

TEST_CASE("After a clock was moved every service that follows billing catches up with it first") {
    House house;
    house.set_present("2027-01-01T00:00:00Z");
    CHECK(house.move().status == 200);
    std::vector<std::string> order;
    for (const SeenRequest& request : house.upstream.seen()) {
        order.push_back(request.method + " " + request.target);
        if (request.target == consumer_path) CHECK(request.body == R"({"cursor":"7.1"})");
    }
    const std::string told = std::string("POST ") + consumer_path;
    CHECK(order == std::vector<std::string>{"GET /internal/v1/test-clock", "POST /v1/test-clock",
                                            "GET /internal/v1/test-clock",
                                            "GET /internal/v1/events/head", told, told, told, told,
                                            told});
    CHECK(house.last_caller(consumer_path).roles == RoleSet(Role::service));
}

TEST_CASE("A move that is refused is passed on, and nobody catches up") {
    House house;
    house.answers["/v1/test-clock"] = json_response(R"({"code":"test_clock_backwards"})", 409);
    CHECK(house.move().status == 409);
    CHECK(house.asked("/internal/v1/events/head") == 0);
    CHECK(house.asked(consumer_path) == 0);
}

TEST_CASE("A service that does not follow billing holds up no move, one that is late does") {
    House house;
    house.answers[consumer_path] = json_response("{}", 404);
    CHECK(house.move().status == 200);
    house.answers[consumer_path] = json_response("{}", 504);
    CHECK(house.move().status == 504);
    CHECK(house.move().code() == "consumer_late");
    house.answers[consumer_path] = json_response("{}", 500);
    CHECK(house.move().status == 502);
    house.answers["/internal/v1/events/head"] = json_response("{}", 503);
    CHECK(house.move().code() == "upstream_failed");
}

TEST_CASE("When billing cannot be asked, the last known present counts, else the real one") {
    House house;
    house.set_present("down");
    CHECK(house.gateway.get("/v1/access").status == 200);
    CHECK_FALSE(house.last_caller("/v1/access").on_test_clock);
    house.set_present("2027-01-01T00:00:00Z");
    house.gateway.get("/v1/access");
    for (const char* broken : {"down", "no instant"}) {
        house.set_present(broken);
        CHECK(house.gateway.get("/v1/access").status == 200);
        CHECK(house.last_caller("/v1/access").now ==
              parse_timestamp("2027-01-01T00:00:00Z").value());
    }
}

TEST_CASE("An answer that a move has overtaken is not remembered") {
    TestClockMemory memory;
    const AccountId account("acc_a");
    const auto now = std::chrono::steady_clock::now();
    const std::uint64_t before = memory.moves();
    memory.forget(account);
    memory.remember(account, std::nullopt, before, now);
    CHECK_FALSE(memory.has_none(account, now));
    memory.remember(account, std::nullopt, memory.moves(), now);
    CHECK(memory.has_none(account, now));
    CHECK_FALSE(memory.has_none(account, now + std::chrono::seconds(1)));
}
