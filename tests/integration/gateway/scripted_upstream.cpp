#include "integration/gateway/scripted_upstream.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tenure::gateway {

namespace {

/// Receives until the buffer holds a whole request, and takes it out.
std::optional<SeenRequest> read_request(int fd, std::string& buffer) {
    char bytes[16384];
    while (true) {
        const std::size_t end = buffer.find("\r\n\r\n");
        if (end != buffer.npos) {
            SeenRequest request;
            request.head = buffer.substr(0, end + 4);
            request.method = request.head.substr(0, request.head.find(' '));
            const std::size_t start = request.method.size() + 1;
            request.target = request.head.substr(start, request.head.find(' ', start) - start);
            for (std::size_t line = request.head.find("\r\n") + 2; line < end;
                 line = request.head.find("\r\n", line) + 2) {
                const std::size_t colon = request.head.find(':', line);
                std::string name = request.head.substr(line, colon - line);
                std::transform(name.begin(), name.end(), name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
                request.headers[name] =
                    request.head.substr(colon + 2, request.head.find("\r\n", colon) - colon - 2);
            }
            const auto length = request.headers.find("content-length");
            const std::size_t size =
                length == request.headers.end() ? 0 : std::stoul(length->second);
            if (buffer.size() >= end + 4 + size) {
                request.body = buffer.substr(end + 4, size);
                buffer.erase(0, end + 4 + size);
                return request;
            }
        }
        const auto count = ::recv(fd, bytes, sizeof bytes, 0);
        if (count <= 0) return std::nullopt;
        buffer.append(bytes, static_cast<std::size_t>(count));
    }
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace

ScriptedUpstream::ScriptedUpstream(Script script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(listener_, 128) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("no port for the scripted upstream");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept(); });
}

ScriptedUpstream::~ScriptedUpstream() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    drop_connections();
    for (std::thread& thread : threads_) thread.join();
}

std::vector<SeenRequest> ScriptedUpstream::seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
}

void ScriptedUpstream::drop_connections() {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
}

void ScriptedUpstream::accept() {
    while (!stopping_) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        ++connections_;
        const std::lock_guard lock(mutex_);
        open_.push_back(fd);
        threads_.emplace_back([this, fd] { serve(fd); });
    }
}

void ScriptedUpstream::serve(int fd) {
    std::string buffer;
    int number = 0;
    while (std::optional<SeenRequest> request = read_request(fd, buffer)) {
        const std::string bytes = answer(*request, number);
        if (bytes.empty() || !send_all(fd, bytes)) break;
        if (bytes.find("Connection: close\r\n") != bytes.npos) break;
    }
    const std::lock_guard lock(mutex_);
    std::erase(open_, fd);
    ::close(fd);
}

std::string ScriptedUpstream::answer(SeenRequest& request, int& number) {
    if (request.target == "/livez") return json_response("{}");
    if (request.target == "/readyz") return json_response("{}", ready_ ? 200 : 503);
    request.number = ++number;
    {
        const std::lock_guard lock(mutex_);
        seen_.push_back(request);
    }
    return script_(request);
}

std::string json_response(std::string_view body, int status, std::string_view more) {
    return "HTTP/1.1 " + std::to_string(status) +
           " OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n" + std::string(more) + "\r\n" + std::string(body);
}

}  // namespace tenure::gateway
