#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "integration/http/fixture.hpp"

using namespace tenure;
using namespace tenure::http_test;
using namespace std::chrono_literals;
using testkit::Answer;
using testkit::exchange;
using testkit::exchange_raw;

namespace {

std::size_t answers_in(const std::string& bytes) {
    std::size_t count = 0;
    for (std::size_t at = bytes.find("HTTP/1.1 "); at != std::string::npos;
         at = bytes.find("HTTP/1.1 ", at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("an answer carries its headers, each once") {
    const TestServer server;
    const Answer answer = server.call("GET", "/v1/headers");
    CHECK(answer.status == 201);
    CHECK(answer.header("location") == "/v1/things/1");
    CHECK(answer.header("etag") == "\"7\"");
    CHECK(answer.header("link") == "<a>; rel=\"next\", <b>; rel=\"prev\"");
    CHECK(answer.header("cache-control") == "public, max-age=300");
    CHECK(answer.header("retry-after") == "3");
    CHECK(answer.header("content-language") == "fr");
    CHECK(answer.header("content-type") == "application/json");
    CHECK(answer.header("x-request-id") == "req_test");
    for (const auto& [name, value] : answer.headers) CHECK(answer.headers.count(name) == 1);
}

TEST_CASE("bodies pass both ways unchanged up to the limits") {
    const TestServer server;
    std::string body;
    for (int i = 0; body.size() < (1 << 20); ++i) body += static_cast<char>(1 + i % 255);
    const Answer answer = server.call("POST", "/v1/things", body);
    CHECK(answer.status == 200);
    CHECK(answer.body == body);
    CHECK(server.call("GET", "/v1/large?size=1000000").body.size() == 1'000'002);
    CHECK(server.call("POST", "/v1/things", body + " ").code() == "body_too_large");
    CHECK(server.call("POST", "/v1/things", body + " ").status == 413);
}

TEST_CASE("an answer without content has none") {
    const TestServer server;
    const Answer answer = server.call("DELETE", "/v1/things/1");
    CHECK(answer.status == 204);
    CHECK(answer.header("content-type").empty());
    CHECK(answer.body.empty());
}

TEST_CASE("bad requests over the wire are answered as problems") {
    const TestServer server;
    CHECK(server.call("GET", "/v1/nothing").code() == "route_not_found");
    CHECK(server.call("GET", "/v1/things/%zz").code() == "malformed_request");
    CHECK(server.call("GET", "/v1/things/%C3%A9?x=%").code() == "malformed_request");
    CHECK(server.call("GET", "/v1/things/" + std::string(20'000, '/')).code() == "route_not_found");
    const Answer method = server.call("PUT", "/v1/things", "{}");
    CHECK(method.status == 405);
    CHECK(method.header("allow") == "GET, POST");
    CHECK(server
              .call("POST", "/v1/things", "a=1",
                    {{"Content-Type", "application/x-www-form-urlencoded"}})
              .code() == "not_json");
    CHECK(server.call("GET", "/v1/fail").status == 500);
    CHECK(server.call("HEAD", "/v1/things").status == 405);
    CHECK(exchange(server.port(), "GET", "/v1/things").code() == "internal_token_missing");
    CHECK(exchange(server.port(), "GET", "/v1/things", {{"Tenure-Internal-Token", "x.y"}}).status ==
          401);
    CHECK(server.call("GET", "/v1/things").status == 200);
}

TEST_CASE("bytes that are no request are refused, and the connection is not used further") {
    const TestServer server;
    const std::string next = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
    for (const std::string& bytes :
         {std::string("NONSENSE\r\n\r\n"), std::string("BREW / HTTP/1.1\r\n\r\n"),
          std::string("GET / HTTP/9.9\r\nHost: a\r\n\r\n"),
          std::string("POST /v1/things HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n") +
              "0\r\n\r\n",
          std::string("POST /v1/things HTTP/1.1\r\nContent-Length: 2\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n{}"),
          std::string("GET / HTTP/1.1\r\nContent-Type: \x01\r\n\r\n")}) {
        INFO(bytes);
        const std::string got = exchange_raw(server.port(), bytes + next, 2s);
        CHECK(got.starts_with("HTTP/1.1 4"));
        CHECK(answers_in(got) == 1);
        CHECK(got.find("application/problem+json") != std::string::npos);
    }
    CHECK(exchange(server.port(), "GET", "/livez").status == 200);
}

TEST_CASE("a body beyond all limits is refused once, and none of it taken for a request") {
    const TestServer server;
    std::string bytes = "POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 11000000\r\n\r\n";
    const std::string hidden = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
    while (bytes.size() < 3'000'000) bytes += hidden;
    const std::string got = exchange_raw(server.port(), bytes, 5s);
    CHECK(got.starts_with("HTTP/1.1 413"));
    CHECK(got.find("body_too_large") != std::string::npos);
    CHECK(answers_in(got) == 1);
}

TEST_CASE("a request that comes in pieces is one request") {
    const TestServer server;
    Answer answer;
    std::string body(300'000, 'a');
    answer = server.call("POST", "/v1/things", body);
    CHECK(answer.body == body);
}

TEST_CASE("a client that leaves early harms nobody") {
    const TestServer server;
    for (int i = 0; i < 20; ++i)
        CHECK(exchange_raw(server.port(), "POST /v1/things HTTP/1.1\r\nContent-Length: 100\r\n\r\n",
                           10ms)
                  .empty());
    CHECK(server.call("GET", "/v1/things").status == 200);
}

TEST_CASE("health and metrics answer over the wire") {
    const TestServer server;
    CHECK(exchange(server.port(), "GET", "/livez").status == 200);
    CHECK(exchange(server.port(), "GET", "/readyz").status == 200);
    server.call("GET", "/v1/things/7");
    const Answer metrics = exchange(server.port(), "GET", "/metrics");
    CHECK(metrics.header("content-type") == "text/plain; version=0.0.4; charset=utf-8");
    CHECK(metrics.body.find(R"(route="/v1/things/{id}",status="200"} 1)") != std::string::npos);
}

TEST_CASE("two servers run in one process") {
    const TestServer one;
    const TestServer two;
    CHECK(one.port() != two.port());
    CHECK(one.call("GET", "/v1/things").status == 200);
    CHECK(two.call("GET", "/v1/things").status == 200);
}

TEST_CASE("a port that is taken is reported") {
    const TestServer first;
    try {
        const TestServer second(first.port());
        FAIL("two servers on one port");
    } catch (const std::runtime_error& failure) {
        CHECK(std::string(failure.what()).find(std::to_string(first.port())) != std::string::npos);
    }
    CHECK(first.call("GET", "/v1/things").status == 200);
}

TEST_CASE("stop answers what runs, and accepts nothing new") {
    std::promise<void> entered;
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    TestServer server(0, 4, [&](const http::Request&) -> Result<http::Response> {
        entered.set_value();
        released.wait();
        return http::ok("\"finished\"");
    });
    auto answer = std::async(std::launch::async, [&] { return server.call("GET", "/v1/slow"); });
    entered.get_future().wait();
    auto stopped = std::async(std::launch::async, [&] { server.server.stop(); });
    // Refused from some moment on, while the slow request still runs.
    bool refused = false;
    while (!refused) {
        try {
            exchange(server.port(), "GET", "/livez", {}, {}, 500ms);
        } catch (const std::runtime_error&) {
            refused = true;
        }
    }
    CHECK(stopped.wait_for(0ms) == std::future_status::timeout);
    release.set_value();
    CHECK(answer.get().body == "\"finished\"");
    stopped.get();
}

TEST_CASE("a server starts and stops many times") {
    for (int i = 0; i < 20; ++i) {
        TestServer server;
        CHECK(exchange(server.port(), "GET", "/livez").status == 200);
    }
    for (int i = 0; i < 20; ++i) TestServer server;
}
