#include "http/internal_token.hpp"

#include <catch2/catch.hpp>

#include "domain/base64.hpp"
#include "testkit/fake_clock.hpp"

using namespace tenure;
using namespace tenure::http;
using namespace std::chrono_literals;

namespace {

const Timestamp start = *parse_timestamp("2027-01-04T09:00:00Z");
const std::string key = "0123456789abcdef0123456789abcdef";

Caller owner() {
    return {.account = AccountId("acc_demo"),
            .subject = "user:1:with\nodd 9:bytes",
            .roles = Role::owner | Role::billing,
            .request_id = "req_1",
            .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            .now = start + 365 * 24h,
            .on_test_clock = false};
}

}  // namespace

TEST_CASE("a token gives back its caller") {
    testkit::FakeClock clock(start);
    const InternalTokens tokens(key, clock);
    const Result<Caller> caller = tokens.verify(tokens.issue(owner()));
    REQUIRE(caller);
    CHECK(caller->account.str() == "acc_demo");
    CHECK(caller->subject == owner().subject);
    CHECK(caller->roles == owner().roles);
    CHECK(caller->request_id == "req_1");
    CHECK(caller->traceparent == owner().traceparent);
}

TEST_CASE("the present is real time, except on a test clock") {
    testkit::FakeClock clock(start);
    const InternalTokens tokens(key, clock);
    Caller caller = owner();
    CHECK(tokens.verify(tokens.issue(caller))->now == start);
    caller.on_test_clock = true;
    const Result<Caller> verified = tokens.verify(tokens.issue(caller));
    CHECK(verified->now == caller.now);
    CHECK(verified->on_test_clock);
}

TEST_CASE("a token is valid for 60 seconds") {
    testkit::FakeClock clock(start);
    const InternalTokens tokens(key, clock);
    const std::string token = tokens.issue(owner());
    clock.set(start + 60s - 1us);
    CHECK(tokens.verify(token));
    clock.set(start + 60s);
    CHECK(tokens.verify(token).error().code == "internal_token_expired");
}

TEST_CASE("a token with any byte changed is refused") {
    testkit::FakeClock clock(start);
    const InternalTokens tokens(key, clock);
    const std::string token = tokens.issue(owner());
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        const Result<Caller> caller = tokens.verify(changed);
        REQUIRE_FALSE(caller);
        REQUIRE(caller.error().code == "internal_token_invalid");
        REQUIRE(caller.error().kind == ErrorKind::unauthenticated);
    }
}

TEST_CASE("what is no token of ours is refused") {
    testkit::FakeClock clock(start);
    const InternalTokens tokens(key, clock);
    const InternalTokens others("another key of thirty-two bytes!", clock);
    CHECK(tokens.verify("").error().code == "internal_token_missing");
    for (const std::string& token :
         {std::string("."), std::string("a.b"), std::string("no-dot"), others.issue(owner()),
          tokens.issue(owner()) + ".", tokens.issue(owner()).substr(1),
          base64url_encode("7:tenure1") + ".", std::string(5000, 'a') + ".b"})
        CHECK(tokens.verify(token).error().code == "internal_token_invalid");
}

TEST_CASE("a short key is refused at once") {
    const SystemClock clock;
    CHECK_THROWS_AS(InternalTokens("short", clock), std::invalid_argument);
}

TEST_CASE("a service calls in its own name") {
    testkit::FakeClock clock(start);
    const InternalTokens tokens(key, clock);
    const Caller caller = tokens.service_caller("billing", AccountId("acc_demo"));
    CHECK(caller.subject == "service:billing");
    CHECK(caller.roles == RoleSet(Role::service));
    CHECK(caller.now == start);
    CHECK(is_id(caller.request_id, "req"));
}
