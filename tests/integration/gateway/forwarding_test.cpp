// What a service sees of a request, and a customer of an answer.
#include <catch2/catch.hpp>
#include <future>

#include "integration/gateway/running_gateway.hpp"

using namespace tenure;
using namespace tenure::gateway;

namespace {

std::string echo(const SeenRequest& request) {
    return json_response(request.method + " " + request.target + " " + request.body, 200,
                         "ETag: \"7\"\r\nServer: x\r\nSet-Cookie: a=b\r\nX-Inner: y\r\n");
}

std::string chunked_answer(const SeenRequest&) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
           "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
}

}  // namespace

TEST_CASE("A request reaches its service and the answer comes back") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    const auto answer = gateway.send("POST", "/v1/wallet/debits?a=b", "{\"x\":1}");
    CHECK(answer.status == 200);
    CHECK(answer.body == "POST /v1/wallet/debits?a=b {\"x\":1}");
    CHECK(answer.header("etag") == "\"7\"");
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("cache-control") == "no-store");
    CHECK(answer.headers.count("date") == 1);
    for (const char* hidden : {"server", "set-cookie", "x-inner"})
        CHECK(answer.headers.count(hidden) == 0);
}

TEST_CASE("The customer's copy of the internal token is replaced by ours") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const auto answer = gateway.get(
        "/v1/plans",
        {{"Tenure-Internal-Token", "forged"}, {"X-Request-Id", "my-id"}, {"traceparent", trace}});
    CHECK(answer.header("x-request-id") == "my-id");
    const SeenRequest seen = upstream.seen().at(0);
    const Result<http::Caller> caller =
        gateway.tokens.verify(seen.headers.at("tenure-internal-token"));
    REQUIRE(caller.ok());
    CHECK(caller->account.str() == "acc_demo");
    CHECK(caller->subject == "user-1");
    CHECK(caller->roles == RoleSet(Role::owner));
    CHECK(caller->request_id == "my-id");
    CHECK(caller->traceparent == trace);
    CHECK_FALSE(caller->on_test_clock);
}

TEST_CASE("Hop-by-hop and unknown headers stay behind") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    gateway.get("/v1/plans", {{"Connection", "close, X-Secret, If-Match"},
                              {"X-Secret", "1"},
                              {"If-Match", "\"1\""},
                              {"Cookie", "a=b"},
                              {"Forwarded", "for=1.2.3.4"},
                              {"X-Forwarded-For", "1.2.3.4"},
                              {"Upgrade", "h2c"},
                              {"TE", "trailers"},
                              {"Accept-Language", "fr"}});
    const auto headers = upstream.seen().at(0).headers;
    CHECK(headers.at("accept-language") == "fr");
    for (const char* name : {"x-secret", "if-match", "cookie", "forwarded", "x-forwarded-for",
                             "upgrade", "te", "authorization"})
        CHECK(headers.count(name) == 0);
}

TEST_CASE("A chunked request is forwarded with one length, without its trailers") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    const std::string answer = testkit::exchange_raw(
        gateway.port(), gateway.raw_head("POST /v1/wallet/debits HTTP/1.1") +
                            "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3;ext=1\r\n{\"a\r\n5\r\n\":12}\r\n0\r\nIdempotency-Key: forged\r\n"
                            "Tenure-Internal-Token: forged\r\n\r\n");
    CHECK(answer.starts_with("HTTP/1.1 200 "));
    const SeenRequest seen = upstream.seen().at(0);
    CHECK(seen.body == "{\"a\":12}");
    CHECK(seen.headers.count("transfer-encoding") == 0);
    CHECK(seen.headers.count("idempotency-key") == 0);
}

TEST_CASE("A request that expects 100-continue gets it, then its answer") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    const std::string answer = testkit::exchange_raw(
        gateway.port(), gateway.raw_head("POST /v1/wallet/debits HTTP/1.1") +
                            "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                            "\r\n{}");
    CHECK(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "));
    CHECK(upstream.seen().at(0).headers.count("expect") == 0);
}

TEST_CASE("HEAD has the headers of GET and no body") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    const std::string bytes = testkit::exchange_raw(
        gateway.port(), gateway.raw_head("HEAD /v1/plans HTTP/1.1") + "Connection: close\r\n\r\n");
    CHECK(bytes.starts_with("HTTP/1.1 200 "));
    CHECK(bytes.find("Content-Length: 14\r\n") != bytes.npos);
    CHECK(bytes.ends_with("\r\n\r\n"));
    CHECK(upstream.seen().at(0).method == "GET");
}

TEST_CASE("Answers of any framing are passed on whole") {
    const std::string large(3'000'000, 'x');
    ScriptedUpstream upstream([&large](const SeenRequest& request) {
        if (request.target == "/v1/plans/chunked") return chunked_answer(request);
        if (request.target == "/v1/plans/none") return json_response("", 204);
        if (request.target == "/v1/plans/close")
            return std::string("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end");
        return json_response(large);
    });
    RunningGateway gateway(upstream);
    CHECK(gateway.get("/v1/plans/chunked").body == "hello world");
    CHECK(gateway.get("/v1/plans/close").body == "until the end");
    CHECK(gateway.get("/v1/plans/large").body == large);
    CHECK(gateway.get("/v1/plans/none").status == 204);
    const std::string old = testkit::exchange_raw(
        gateway.port(), gateway.raw_head("GET /v1/plans/chunked HTTP/1.0") + "\r\n");
    CHECK(old.ends_with("\r\n\r\nhello world"));
    CHECK(old.find("Transfer-Encoding") == old.npos);
}

TEST_CASE("Requests follow each other on one connection, also before their answers") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    const std::string request = gateway.raw_head("POST /v1/wallet/debits HTTP/1.1");
    std::string requests;
    for (const char* body : {"11", "22", "33"})
        requests += request + "Content-Length: 2\r\n\r\n" + body;
    requests += gateway.raw_head("GET /v1/nothing HTTP/1.1") + "Connection: close\r\n\r\n";
    const std::string answers = testkit::exchange_raw(gateway.port(), requests);
    const std::size_t first = answers.find("debits 11");
    const std::size_t second = answers.find("debits 22");
    const std::size_t third = answers.find("debits 33");
    const std::size_t last = answers.find("HTTP/1.1 404 ");
    CHECK((first < second && second < third && third < last && last != answers.npos));
}

TEST_CASE("Connections to a service are kept and used again") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    for (int i = 0; i < 50; ++i) CHECK(gateway.get("/v1/plans").status == 200);
    // Two threads, six services, two opened at the start by each, and the one that asks for health.
    CHECK(upstream.connections() <= 30);
}

TEST_CASE("Many requests at once are all answered, each with its own answer") {
    ScriptedUpstream upstream(echo);
    RunningGateway gateway(upstream);
    std::vector<std::future<int>> clients;
    for (int client = 0; client < 16; ++client)
        clients.push_back(std::async(std::launch::async, [&gateway, client] {
            int wrong = 0;
            for (int i = 0; i < 25; ++i) {
                const std::string body = std::to_string(client * 1000 + i);
                const auto answer = gateway.send("POST", "/v1/wallet/debits", body);
                if (answer.body != "POST /v1/wallet/debits " + body) ++wrong;
            }
            return wrong;
        }));
    for (auto& client : clients) CHECK(client.get() == 0);
    CHECK(eventually([&] { return gateway.metric("tenure_gateway_requests_in_flight") == 0; }));
    CHECK(gateway.metric("tenure_gateway_requests_total{route=\"/v1/wallet\",status=\"200\"}") ==
          400);
}
