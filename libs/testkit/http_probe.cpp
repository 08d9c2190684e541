#include "testkit/http_probe.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tenure::testkit {

namespace {

using SteadyClock = std::chrono::steady_clock;

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::runtime_error failure(const std::string& what) {
    return std::runtime_error(what + ": " + std::strerror(errno));
}

/// A connected socket that sends and receives until the other side closes or time is up.
class Socket {
  public:
    Socket(std::uint16_t port, SteadyClock::time_point deadline)
        : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), deadline_(deadline) {
        if (fd_ < 0) throw failure("no socket");
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            const int reason = errno;
            ::close(fd_);
            errno = reason;
            throw failure("cannot connect to port " + std::to_string(port));
        }
        ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
    }
    ~Socket() { ::close(fd_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    /// Waits for the socket, sends what is left, appends what came; false at the end or too late.
    bool step(std::string_view& unsent, std::string& received) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline_ - SteadyClock::now());
        if (left.count() <= 0) return false;
        const auto wanted = static_cast<short>(unsent.empty() ? POLLIN : POLLIN | POLLOUT);
        pollfd ready{fd_, wanted, 0};
        if (::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return errno == EINTR;
        if ((ready.revents & POLLOUT) != 0) send_some(unsent);
        if ((ready.revents & (POLLIN | POLLHUP | POLLERR)) == 0) return true;
        char buffer[16384];
        const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
        if (got > 0) received.append(buffer, static_cast<std::size_t>(got));
        return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
    }

  private:
    void send_some(std::string_view& unsent) const {
        const ssize_t put = ::send(fd_, unsent.data(), unsent.size(), MSG_NOSIGNAL);
        if (put > 0) unsent.remove_prefix(static_cast<std::size_t>(put));
        // The server reads no more; it may have answered nevertheless.
        if (put < 0 && errno != EAGAIN && errno != EINTR) unsent = {};
    }

    int fd_;
    SteadyClock::time_point deadline_;
};

/// The chunks' content; nothing while the last chunk has not come.
std::optional<std::string> dechunk(std::string_view text) {
    std::string body;
    while (true) {
        const std::size_t end = text.find("\r\n");
        if (end == std::string_view::npos) return std::nullopt;
        const std::size_t size = std::stoul(std::string(text.substr(0, end)), nullptr, 16);
        text.remove_prefix(end + 2);
        if (size == 0)
            return text.find("\r\n") == std::string_view::npos ? std::nullopt
                                                               : std::optional(std::move(body));
        if (text.size() < size + 2) return std::nullopt;
        body += text.substr(0, size);
        text.remove_prefix(size + 2);
    }
}

/// Status and headers, from the text before the empty line.
Answer parse_head(std::string_view head) {
    Answer answer;
    if (!head.starts_with("HTTP/1.1 ") || head.size() < 12)
        throw std::runtime_error("not an HTTP/1.1 answer: " + std::string(head.substr(0, 80)));
    answer.status = std::stoi(std::string(head.substr(9, 3)));
    std::size_t line = head.find("\r\n");
    while (line != std::string_view::npos) {
        const std::size_t start = line + 2;
        line = head.find("\r\n", start);
        const std::string_view text = head.substr(start, line - start);
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) continue;
        std::string_view value = text.substr(colon + 1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        answer.headers.emplace(lower_case(text.substr(0, colon)), std::string(value));
    }
    return answer;
}

/// The answer at the start of the bytes, once it is whole. `closed`: no more will come.
std::optional<Answer> parse_answer(std::string_view bytes, bool is_head, bool closed) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    Answer answer = parse_head(bytes.substr(0, end));
    const std::string_view rest = bytes.substr(end + 4);
    if (answer.status < 200) return parse_answer(rest, is_head, closed);
    if (is_head || answer.status == 204 || answer.status == 304) return answer;
    if (answer.header("transfer-encoding") == "chunked") {
        std::optional<std::string> body = dechunk(rest);
        if (!body) return std::nullopt;
        answer.body = *std::move(body);
        return answer;
    }
    const std::string length = answer.header("content-length");
    if (length.empty() && !closed) return std::nullopt;
    const std::size_t size = length.empty() ? rest.size() : std::stoul(length);
    if (rest.size() < size) return std::nullopt;
    answer.body = rest.substr(0, size);
    return answer;
}

bool has(const Headers& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return lower_case(header.first) == name; });
}

std::string request_text(std::string_view method, std::string_view target, const Headers& headers,
                         std::string_view body) {
    std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    const auto add = [&](std::string_view name, std::string_view value) {
        text.append(name).append(": ").append(value).append("\r\n");
    };
    if (!has(headers, "host")) add("Host", "127.0.0.1");
    if (!has(headers, "connection")) add("Connection", "close");
    for (const auto& [name, value] : headers) add(name, value);
    const bool may_have_body = method == "POST" || method == "PUT" || method == "PATCH";
    if (!body.empty() && !has(headers, "content-type")) add("Content-Type", "application/json");
    if ((!body.empty() || may_have_body) && !has(headers, "content-length"))
        add("Content-Length", std::to_string(body.size()));
    return text.append("\r\n").append(body);
}

}  // namespace

std::string Answer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

std::string Answer::code() const {
    const nlohmann::json document = json();
    if (!document.is_object() || !document.contains("code") || !document["code"].is_string())
        return {};
    return document["code"].get<std::string>();
}

Answer exchange(std::uint16_t port, std::string_view method, std::string_view target,
                const Headers& headers, std::string_view body, std::chrono::milliseconds timeout) {
    const std::string text = request_text(method, target, headers, body);
    const bool is_head = method == "HEAD";
    Socket socket(port, SteadyClock::now() + timeout);
    std::string_view unsent = text;
    std::string received;
    while (socket.step(unsent, received))
        if (auto answer = parse_answer(received, is_head, false)) return *std::move(answer);
    if (auto answer = parse_answer(received, is_head, true)) return *std::move(answer);
    throw std::runtime_error("no whole answer to " + std::string(method) + " " +
                             std::string(target) + ", only: " + received.substr(0, 200));
}

std::string exchange_raw(std::uint16_t port, std::string_view bytes,
                         std::chrono::milliseconds timeout) {
    Socket socket(port, SteadyClock::now() + timeout);
    std::string received;
    while (socket.step(bytes, received)) {
    }
    return received;
}

http::Caller caller(const std::string& account, RoleSet roles, Timestamp now) {
    // On a test clock, so that `now` is what the service sees, whatever the signer's clock says.
    return {.account = AccountId(account),
            .subject = "user:test",
            .roles = roles,
            .request_id = "req_test",
            .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            .now = now,
            .on_test_clock = true};
}

Answer call(std::uint16_t port, const http::InternalTokens& tokens, const http::Caller& caller,
            std::string_view method, std::string_view target, std::string_view body,
            Headers headers) {
    headers.emplace_back(std::string(http::internal_token_header), tokens.issue(caller));
    return exchange(port, method, target, headers, body);
}

}  // namespace tenure::testkit
