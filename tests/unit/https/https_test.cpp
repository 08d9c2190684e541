// Exchanges with servers of the test's own, one of them with a certificate that nobody vouches for.

#include "https/https.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "stripe/wire.hpp"
#include "testkit/process.hpp"

using namespace tenure;
using stripe_test::Listener;
using stripe_test::Socket;

namespace {

constexpr https::Options quick{std::chrono::milliseconds(500), std::chrono::milliseconds(500),
                               1000};

/// Answers every request with the same bytes, and remembers what came.
struct Server {
    explicit Server(std::string answer)
        : listener([this, answer](Socket& socket) {
              ++connections;
              for (auto request = socket.read_message(); !request.empty();
                   request = socket.read_message()) {
                  last = request;
                  if (!socket.write(answer)) return;
              }
          }) {}
    std::string url() const { return "http://127.0.0.1:" + std::to_string(listener.port()); }

    std::atomic<int> connections{0};
    std::string last;
    Listener listener;
};

}  // namespace

TEST_CASE("A request arrives as it was given, and the answer as it was sent") {
    Server server("HTTP/1.1 402 No\r\nRequest-Id:  req_1 \r\nContent-Length: 2\r\n\r\n{}");
    https::Client client(quick);
    const auto answer =
        client.send({"POST", server.url() + "/v1/a?b=c", {{"Idempotency-Key", "k"}}, "x=1"});
    REQUIRE(answer.status == 402);
    REQUIRE(answer.body == "{}");
    REQUIRE(answer.header("request-id") == "req_1");
    REQUIRE(answer.header("retry-after").empty());
    const auto request = stripe_test::parse_message(server.last);
    REQUIRE(request.start == "POST /v1/a?b=c HTTP/1.1");
    REQUIRE(request.headers.at("idempotency-key") == "k");
    REQUIRE(request.body == "x=1");
}

TEST_CASE("A connection is kept from one exchange to the next") {
    Server server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    https::Client client(quick);
    for (int i = 0; i < 5; ++i) REQUIRE(client.send({"GET", server.url()}).status == 200);
    REQUIRE(server.connections == 1);
}

TEST_CASE("A redirection is not followed: the key would go along") {
    Server server("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    REQUIRE(https::Client(quick).send({"GET", server.url()}).status == 302);
}

TEST_CASE("What does not end, is too long or never comes is no answer") {
    for (const std::string& bytes :
         {std::string("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n") + std::string(1001, 'x'),
          std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"),
          "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n", std::string("HT"),
          std::string()}) {
        Server server(bytes);
        const auto answer = https::Client(quick).send({"GET", server.url()});
        REQUIRE(answer.status == 0);
        REQUIRE_FALSE(answer.failure.empty());
    }
    Server gone("");
    const std::string url = gone.url();
    gone.listener.stop();
    for (const std::string& address : {url, std::string("file:///etc/passwd"),
                                       std::string("http://nowhere.invalid"), std::string("")})
        REQUIRE(https::Client(quick).send({"GET", address}).status == 0);
}

TEST_CASE("A header's value cannot smuggle in another header") {
    https::Client client(quick);
    REQUIRE_THROWS(client.send({"GET", "http://127.0.0.1:1", {{"A", "b\r\nC: d"}}}));
}

TEST_CASE("A server whose certificate nobody vouches for is not spoken to") {
    if (std::system("command -v openssl >/dev/null") != 0) {
        WARN("skipped: there is no openssl to make a certificate with");
        return;
    }
    testkit::TempDirectory directory;
    const std::string files =
        " -keyout " + directory.path() + "/key -out " + directory.path() + "/c";
    REQUIRE(std::system(("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
                         "-addext subjectAltName=IP:127.0.0.1" +
                         files + " 2>/dev/null")
                            .c_str()) == 0);
    // A port that was free a moment ago.
    std::uint16_t port = 0;
    {
        Listener listener([](Socket&) {});
        port = listener.port();
    }
    testkit::Process server(
        {"openssl", "s_server", "-quiet", "-www", "-accept", "127.0.0.1:" + std::to_string(port),
         "-key", directory.path() + "/key", "-cert", directory.path() + "/c"},
        {}, directory.path() + "/log");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!Socket::connect(port).is_open()) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::yield();
    }
    https::Client client({std::chrono::milliseconds(5000), std::chrono::milliseconds(5000), 1000});
    const auto answer = client.send({"GET", "https://127.0.0.1:" + std::to_string(port)});
    REQUIRE(answer.status == 0);
    REQUIRE(answer.failure.find("certificate") != std::string::npos);
}
