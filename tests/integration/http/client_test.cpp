#include <arpa/inet.h>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "integration/http/fixture.hpp"

using namespace tenure;
using namespace tenure::http_test;
using namespace std::chrono_literals;
using http::Client;
using http::Method;

namespace {

/// Accepts connections one after the other and gives each request on them a scripted answer, raw.
class ScriptedServer {
  public:
    /// `answer(n)` is the answer to the n-th request (probes are answered here); empty: close.
    explicit ScriptedServer(std::function<std::string(int)> answer) : answer_(std::move(answer)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(listener_, 16) == 0);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { accept_all(); });
    }
    ~ScriptedServer() {
        ::shutdown(listener_, SHUT_RDWR);
        const int current = connection_.load();
        if (current >= 0) ::shutdown(current, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    int connections() const { return connections_; }
    int requests() const { return requests_; }

  private:
    void accept_all() {
        while (true) {
            const int fd = ::accept(listener_, nullptr, nullptr);
            if (fd < 0) return;
            ++connections_;
            connection_ = fd;
            serve(fd);
            connection_ = -1;
            ::close(fd);
        }
    }
    void serve(int fd) {
        std::string received;
        char buffer[4096];
        while (true) {
            const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
            if (got <= 0) return;
            received.append(buffer, static_cast<std::size_t>(got));
            if (received.find("\r\n\r\n") == std::string::npos) continue;
            const bool probe = received.starts_with("GET /livez");
            received.clear();
            const std::string text =
                probe ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" : answer_(++requests_);
            if (text.empty()) return;
            ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        }
    }

    std::function<std::string(int)> answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> connection_{-1};
    std::atomic<int> connections_{0};
    std::atomic<int> requests_{0};
    std::thread thread_;
};

const std::string fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Odd: a\r\n\r\n{}";

struct Sender {
    SystemClock clock;
    http::InternalTokens tokens{key, clock};
    http::Caller caller = testkit::caller("acc_demo", Role::owner, clock.now());
};

}  // namespace

TEST_CASE("a client's request arrives whole, and its answer comes back") {
    const TestServer server;
    Client client(server.url(), server.tokens);
    const auto answer =
        client.send(server.caller(), Method::post, "/v1/things", std::string(200'000, 'a'));
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body == std::string(200'000, 'a'));
    CHECK(answer->headers.at("content-type") == "application/json");
    CHECK(answer->headers.at("x-request-id") == "req_test");
    CHECK(client.send(server.caller(), Method::delete_, "/v1/things/1")->status == 204);
    CHECK(client.send(server.caller(), Method::get, "/v1/nothing")->status == 404);
    CHECK(client.send(server.caller(), Method::get, "/v1/fail")->status == 500);
    CHECK(client.send(server.caller(), Method::get, "/v1/large?size=1000000")->body.size() ==
          1'000'002);
}

TEST_CASE("a client acts with the role service beside its caller's") {
    const TestServer server;
    Client client(server.url(), server.tokens);
    http::Caller nobody = server.caller();
    nobody.roles = {};
    CHECK(client.send(nobody, Method::get, "/v1/things")->status == 200);
}

TEST_CASE("10,000 requests in a row all succeed") {
    const TestServer server;
    Client client(server.url(), server.tokens);
    const http::Caller caller = server.caller();
    int failures = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto answer = client.send(caller, Method::get, "/v1/things/" + std::to_string(i));
        if (!answer || answer->body != std::to_string(i)) ++failures;
    }
    CHECK(failures == 0);
}

TEST_CASE("many threads share a client") {
    const TestServer server(0, 8);
    Client client(server.url(), server.tokens, {.max_idle = 4});
    std::atomic<int> failures{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 100; ++i) {
                const std::string id = std::to_string(t * 1000 + i);
                const auto answer = client.send(server.caller(), Method::get, "/v1/things/" + id);
                if (!answer || answer->body != id) ++failures;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
}

TEST_CASE("a connection is used again") {
    const Sender sender;
    const ScriptedServer server([](int) { return fine; });
    Client client(server.url(), sender.tokens);
    for (int i = 0; i < 5; ++i)
        CHECK(client.send(sender.caller, Method::get, "/internal/v1/x")->headers.at("x-odd") ==
              "a");
    CHECK(server.connections() == 1);
    CHECK(server.requests() == 5);
}

TEST_CASE("a connection that the server wants closed is not used again") {
    const Sender sender;
    const ScriptedServer server([](int) {
        return std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    });
    Client client(server.url(), sender.tokens);
    for (int i = 0; i < 3; ++i) CHECK(client.send(sender.caller, Method::get, "/x"));
    CHECK(server.connections() == 3);
}

TEST_CASE("a connection found closed is replaced, once") {
    const Sender sender;
    const ScriptedServer server([](int n) { return n == 2 ? std::string() : fine; });
    Client client(server.url(), sender.tokens);
    CHECK(client.send(sender.caller, Method::get, "/x"));
    CHECK(client.send(sender.caller, Method::get, "/x"));
    CHECK(server.requests() == 3);
    CHECK(server.connections() == 2);
}

TEST_CASE("a server that never answers leaves the outcome unknown") {
    const Sender sender;
    const ScriptedServer server([](int) { return std::string(); });
    Client client(server.url(), sender.tokens);
    const auto answer = client.send(sender.caller, Method::post, "/x", "{}");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == ErrorKind::timed_out);
    CHECK(answer.error().code == "upstream_timeout");
    CHECK(server.requests() == 2);
}

TEST_CASE("nonsense for an answer leaves the outcome unknown") {
    const Sender sender;
    for (const char* text :
         {"nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "\r\n\r\n\r\n"}) {
        const ScriptedServer server([&](int) { return std::string(text); });
        Client client(server.url(), sender.tokens);
        const auto answer = client.send(sender.caller, Method::get, "/x", {}, 300ms);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == "upstream_timeout");
    }
}

TEST_CASE("bytes that nobody asked for spoil a connection") {
    const Sender sender;
    const ScriptedServer server([](int) { return fine + "HTTP/1.1 408 Late\r\n\r\n"; });
    Client client(server.url(), sender.tokens);
    CHECK(client.send(sender.caller, Method::get, "/x")->status == 200);
    CHECK(client.send(sender.caller, Method::get, "/x")->status == 200);
    CHECK(server.connections() == 2);
}

TEST_CASE("where nobody listens, nothing was sent") {
    const Sender sender;
    std::string url;
    {
        const TestServer server;
        url = server.url();
    }
    Client client(url, sender.tokens);
    const auto answer = client.send(sender.caller, Method::get, "/v1/things");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == ErrorKind::unavailable);
    CHECK(answer.error().code == "upstream_unavailable");
    Client nowhere("http://no-such-host.invalid:80", sender.tokens);
    CHECK(nowhere.send(sender.caller, Method::get, "/x").error().code == "upstream_unavailable");
}

TEST_CASE("a client finds a server that was started again") {
    const Sender sender;
    auto server = std::make_unique<TestServer>();
    const std::uint16_t port = server->port();
    Client client(server->url(), sender.tokens);
    for (int round = 0; round < 5; ++round) {
        REQUIRE(client.send(sender.caller, Method::get, "/v1/things"));
        server.reset();
        const auto gone = client.send(sender.caller, Method::get, "/v1/things");
        REQUIRE_FALSE(gone);
        CHECK(gone.error().code == "upstream_unavailable");
        server = std::make_unique<TestServer>(port);
    }
    CHECK(client.send(sender.caller, Method::get, "/v1/things"));
}

TEST_CASE("a slow answer is given up at the deadline, and the client goes on") {
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    const TestServer server(0, 4, [&](const http::Request&) -> Result<http::Response> {
        released.wait();
        return http::ok("{}");
    });
    Client client(server.url(), server.tokens);
    const auto started = std::chrono::steady_clock::now();
    const auto answer = client.send(server.caller(), Method::get, "/v1/slow", {}, 200ms);
    const auto taken = std::chrono::steady_clock::now() - started;
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == "upstream_timeout");
    CHECK(taken >= 200ms);
    CHECK(taken < 8s);  // the client's own limit is 10 s
    release.set_value();
    CHECK(client.send(server.caller(), Method::get, "/v1/things"));
}

TEST_CASE("a request waits its turn at a busy server") {
    std::promise<void> entered;
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    const TestServer server(0, 1, [&](const http::Request&) -> Result<http::Response> {
        entered.set_value();
        released.wait();
        return http::ok("{}");
    });
    Client client(server.url(), server.tokens);
    auto slow = std::async(std::launch::async, [&] {
        return client.send(server.caller(), Method::get, "/v1/slow").ok();
    });
    entered.get_future().wait();
    auto waiting = std::async(std::launch::async, [&] {
        return client.send(server.caller(), Method::get, "/v1/things").ok();
    });
    CHECK(waiting.wait_for(1s) == std::future_status::timeout);
    release.set_value();
    CHECK(slow.get());
    CHECK(waiting.get());
}

TEST_CASE("an address that is none is refused at once") {
    const Sender sender;
    for (const char* url : {"", "127.0.0.1:80", "https://a:1", "http://", "http://:80", "http://a:",
                            "http://a:0", "http://a:65536", "http://a:8x", "http://a:80/path"})
        CHECK_THROWS_AS(Client(url, sender.tokens), std::invalid_argument);
}
