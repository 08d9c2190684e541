#include "stripe/wire.hpp"

#include <arpa/inet.h>
#include <cctype>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tenure::stripe_test {

namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

void send_at_once(int descriptor) {
    const int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

std::size_t body_size(const std::string& head) {
    const HttpMessage message = parse_message(head);
    const auto found = message.headers.find("content-length");
    return found == message.headers.end() ? 0 : std::stoul(found->second);
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    return *this;
}

Socket Socket::connect(std::uint16_t port) {
    Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (::connect(socket.descriptor_, reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) != 0)
        socket.close();
    else
        send_at_once(socket.descriptor_);
    return socket;
}

bool Socket::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string Socket::read_message() const {
    std::string bytes;
    std::size_t needed = 0;  // known once the head is there
    char buffer[16384];
    while (needed == 0 || bytes.size() < needed) {
        const ssize_t got = ::recv(descriptor_, buffer, sizeof buffer, 0);
        if (got <= 0) return "";
        bytes.append(buffer, static_cast<std::size_t>(got));
        const std::size_t head = head_size(bytes);
        if (needed == 0 && head != 0) needed = head + body_size(bytes.substr(0, head));
    }
    return bytes;
}

void Socket::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

void Socket::shut_down() const {
    if (descriptor_ >= 0) ::shutdown(descriptor_, SHUT_RDWR);
}

std::size_t head_size(const std::string& bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    return end == std::string::npos ? 0 : end + 4;
}

HttpMessage parse_message(const std::string& bytes) {
    HttpMessage message;
    const std::size_t head = head_size(bytes);
    std::size_t at = bytes.find("\r\n");
    message.start = bytes.substr(0, at);
    while (at != std::string::npos && at + 4 < head) {
        const std::size_t end = bytes.find("\r\n", at + 2);
        std::string line = bytes.substr(at + 2, end - at - 2);
        at = end;
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos) continue;
        for (std::size_t i = 0; i < colon; ++i)
            line[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(line[i])));
        const std::size_t value = line.find_first_not_of(' ', colon + 1);
        message.headers[line.substr(0, colon)] =
            value == std::string::npos ? "" : line.substr(value);
    }
    message.body = bytes.substr(head);
    return message;
}

Listener::Listener(std::function<void(Socket&)> serve)
    : serve_(std::move(serve)), listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listening_.descriptor(), generic, size) != 0 ||
        listen(listening_.descriptor(), 256) != 0 ||
        getsockname(listening_.descriptor(), generic, &size) != 0)
        throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

Listener::~Listener() {
    stop();
}

void Listener::stop() {
    if (stopping_.exchange(true)) return;
    acceptor_.join();
    reap(true);
}

void Listener::accept_all() {
    while (!stopping_) {
        pollfd waiting{listening_.descriptor(), POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0) continue;
        Socket socket(accept4(listening_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket.is_open()) continue;
        send_at_once(socket.descriptor());
        reap(false);
        const std::lock_guard<std::mutex> lock(mutex_);
        Connection& connection = connections_.emplace_back();
        connection.socket = std::move(socket);
        connection.thread = std::thread([this, &connection] {
            serve_(connection.socket);
            connection.socket.shut_down();
            connection.ended = true;
        });
    }
}

/// Joins the threads that have ended; or ends all.
void Listener::reap(bool all) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto connection = connections_.begin(); connection != connections_.end();) {
        if (all) connection->socket.shut_down();
        if (!all && !connection->ended) {
            ++connection;
            continue;
        }
        connection->thread.join();
        connection = connections_.erase(connection);
    }
}

}  // namespace tenure::stripe_test
