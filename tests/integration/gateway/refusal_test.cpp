// Requests that are refused at the door: nothing of them reaches a service.
#include <catch2/catch.hpp>

#include "integration/gateway/running_gateway.hpp"

using namespace tenure;
using namespace tenure::gateway;

namespace {

std::string empty_answer(const SeenRequest&) {
    return json_response("{}");
}

/// A gateway whose service should not be asked.
struct Door {
    ScriptedUpstream upstream{empty_answer};
    RunningGateway gateway;

    explicit Door(const std::function<void(Config&)>& change = nullptr)
        : gateway(upstream, change) {}

    std::string raw(const std::string& bytes) const {
        return testkit::exchange_raw(gateway.port(), bytes);
    }
    /// Sent with a second request behind: one answer, then the end.
    void check_refused(const std::string& bytes, const std::string& status) const {
        CAPTURE(bytes.substr(0, 300));
        const std::string answer =
            raw(bytes + gateway.raw_head("GET /v1/plans/smuggled HTTP/1.1") + "\r\n");
        CHECK(answer.starts_with("HTTP/1.1 " + status + " "));
        CHECK(answer.find("application/problem+json") != answer.npos);
        CHECK(answer.find("Connection: close\r\n") != answer.npos);
        CHECK(answer.find("HTTP/1.1", 10) == answer.npos);
        CHECK(upstream.seen().empty());
    }
};

}  // namespace

TEST_CASE("Attempts to smuggle a request are refused and the connection ends") {
    const Door door;
    const std::string head = door.gateway.raw_head("POST /v1/wallet/debits HTTP/1.1");
    door.check_refused(head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                       "400");
    door.check_refused(head + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                       "400");
    door.check_refused(head + "Content-Length: 0\r\nContent-Length: 2\r\n\r\n{}", "400");
    door.check_refused(head + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "400");
    door.check_refused(head + "Content-Length: 2, 2\r\n\r\n{}", "400");
    door.check_refused(head + "Content-Length : 2\r\n\r\n{}", "400");
    door.check_refused(head + "Content-Length: 2\r\n A: b\r\n\r\n{}", "400");
    door.check_refused(head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "400");
    door.check_refused(head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "400");
    door.check_refused(head +
                           "Transfer-Encoding:\x0b"
                           "chunked\r\n\r\n0\r\n\r\n",
                       "400");
    door.check_refused(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "400");
    door.check_refused(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", "400");
    door.check_refused(head + "A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400");
    door.check_refused(head + "Host: other.example\r\n\r\n", "400");
    door.check_refused("GET /v1/plans HTTP/1.1\r\n\r\n", "400");
    door.check_refused("GET http://a/v1/plans HTTP/1.1\r\nHost: a\r\n\r\n", "400");
    door.check_refused("GET /v1/../internal/v1/events HTTP/1.1\r\nHost: a\r\n\r\n", "400");
    door.check_refused("GET /v1/plans HTTP/2.0\r\nHost: a\r\n\r\n", "400");
    door.check_refused("GET /v1/plans\r\nHost: a\r\n\r\n", "400");
    door.check_refused("\x16\x03\x01\x02\x00\x01", "400");
    door.check_refused("OPTIONS /v1/plans HTTP/1.1\r\nHost: a\r\n\r\n", "405");
}

TEST_CASE("Headers beyond the limit are refused with 431") {
    const Door door;
    const std::string head = door.gateway.raw_head("GET /v1/plans HTTP/1.1");
    door.check_refused(head + "X-Long: " + std::string(17'000, 'a') + "\r\n\r\n", "431");
    door.check_refused("GET /v1/plans?" + std::string(70'000, 'a') + " HTTP/1.1\r\n", "431");
}

TEST_CASE("Bodies beyond the limit are refused with 413, said or not") {
    const Door door;
    const std::string head = door.gateway.raw_head("POST /v1/wallet/debits HTTP/1.1");
    door.check_refused(head + "Content-Length: 11000000\r\n\r\n", "413");
    door.check_refused(head + "Content-Length: 99999999999999999\r\n\r\n", "413");
    door.check_refused(head + "Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n", "413");
    const std::string chunk = "100000\r\n" + std::string(0x100000, 'a') + "\r\n";
    door.check_refused(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n",
                       "413");
    const auto answer = door.gateway.send("POST", "/v1/wallet/debits", std::string(11 << 20, 'a'));
    CHECK(answer.status == 413);
    CHECK(answer.code() == "body_too_large");
}

TEST_CASE("A client that is too slow gets 408, a silent one is let go") {
    const Door door([](Config& config) {
        config.client.request = Milliseconds(200);
        config.client.idle = Milliseconds(200);
    });
    CHECK(door.raw("").empty());
    CHECK(door.raw("GET /v1/plans HTTP/1.1\r\nHost:").starts_with("HTTP/1.1 408 "));
    const std::string head = door.gateway.raw_head("POST /v1/wallet/debits HTTP/1.1");
    const std::string answer = door.raw(head + "Content-Length: 10\r\n\r\n{}");
    CHECK(answer.starts_with("HTTP/1.1 408 "));
    CHECK(answer.find("request_timeout") != answer.npos);
    CHECK(door.upstream.seen().empty());
}

TEST_CASE("Paths that no service has are 404, with or without a token") {
    const Door door;
    for (const char* path :
         {"/", "/v1", "/v1/plansx", "/internal/v1/events", "/metrics", "/livez", "/v1/nothing"}) {
        const auto answer = door.gateway.get(path);
        CHECK(answer.status == 404);
        CHECK(answer.code() == "route_not_found");
        CHECK(testkit::exchange(door.gateway.port(), "GET", path).status == 404);
    }
    CHECK(door.upstream.seen().empty());
}

TEST_CASE("Without a good token there is only 401") {
    const Door door;
    const auto with = [&door](const testkit::Headers& headers) {
        return testkit::exchange(door.gateway.port(), "GET", "/v1/plans", headers);
    };
    const auto missing = with({});
    CHECK(missing.status == 401);
    CHECK(missing.code() == "token_missing");
    CHECK(missing.header("www-authenticate") == "Bearer realm=\"tenure\"");
    CHECK(with({{"Authorization", "Basic YTpi"}}).code() == "token_malformed");
    CHECK(with({{"Authorization", "Bearer"}}).code() == "token_malformed");
    const auto malformed = with({{"Authorization", "Bearer a.b.c"}});
    CHECK(malformed.code() == "token_malformed");
    CHECK(malformed.header("www-authenticate").find("error=\"invalid_token\"") !=
          std::string::npos);
    std::string tampered = door.gateway.token();
    tampered[tampered.size() / 2] = tampered[tampered.size() / 2] == 'A' ? 'B' : 'A';
    CHECK(with({{"Authorization", "Bearer " + tampered}}).status == 401);
    CHECK(door.upstream.seen().empty());
}

TEST_CASE("A refused request with a small body leaves the connection usable") {
    const Door door;
    const std::string answers =
        door.raw("POST /v1/wallet/debits HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}" +
                 door.gateway.raw_head("GET /v1/plans HTTP/1.1") + "Connection: close\r\n\r\n");
    CHECK(answers.starts_with("HTTP/1.1 401 "));
    CHECK(answers.find("HTTP/1.1 200 ") != answers.npos);
}

TEST_CASE("Errors are told in the customer's language with the request's id") {
    const Door door;
    const auto answer =
        door.gateway.get("/v1/nothing", {{"Accept-Language", "de"}, {"X-Request-Id", "abc"}});
    CHECK(answer.json()["title"] == "Nicht gefunden");
    CHECK(answer.json()["request_id"] == "abc");
    CHECK(answer.header("content-type") == "application/problem+json");
    CHECK(answer.header("x-request-id") == "abc");
}

TEST_CASE("A client too many is turned away with 503") {
    const Door door([](Config& config) { config.client.connections = 0; });
    const std::string answer = door.raw("");
    CHECK(answer.starts_with("HTTP/1.1 503 "));
    CHECK(answer.find("too_many_connections") != answer.npos);
}

TEST_CASE("Only an operator acts for another account") {
    ScriptedUpstream upstream(empty_answer);
    RunningGateway gateway(upstream);
    const auto as = [&gateway](const std::string& token, const char* account) {
        return gateway.get("/v1/plans",
                           {{"Authorization", "Bearer " + token}, {"Tenure-Account", account}});
    };
    CHECK(as(gateway.token("owner"), "acc_other").code() == "operator_required");
    CHECK(as(gateway.token("operator"), "other").code() == "invalid_account");
    const auto unnamed =
        gateway.get("/v1/plans", {{"Authorization", "Bearer " + gateway.token("operator", "")}});
    CHECK(unnamed.code() == "account_required");
    CHECK(upstream.seen().empty());
    CHECK(as(gateway.token("operator", ""), "acc_other").status == 200);
    const auto caller =
        gateway.tokens.verify(upstream.seen().at(0).headers.at("tenure-internal-token"));
    CHECK(caller->account.str() == "acc_other");
    CHECK(caller->roles == RoleSet(Role::operator_));
}
