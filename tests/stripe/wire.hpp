#pragma once
// Sockets and HTTP/1.1 messages as bytes, so that a test can cut them where it wants.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace tenure::stripe_test {

class Socket {
  public:
    explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&& other) noexcept;
    ~Socket() { close(); }

    static Socket connect(std::uint16_t port);
    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }
    bool write(std::string_view bytes) const;
    /// One whole message, head and body; "" when the peer closed before its end.
    std::string read_message() const;
    void close();
    void shut_down() const;  ///< wakes a thread that reads from it

  private:
    int descriptor_;
};

struct HttpMessage {
    std::string start;                           ///< request or status line
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};
HttpMessage parse_message(const std::string& bytes);
std::size_t head_size(const std::string& bytes);

/// Accepts connections on a port of its own and serves each in a thread of its own.
class Listener {
  public:
    explicit Listener(std::function<void(Socket&)> serve);
    ~Listener();
    std::uint16_t port() const { return port_; }
    /// No thread serves any more afterwards.
    void stop();

  private:
    struct Connection {
        Socket socket;
        std::thread thread;
        std::atomic<bool> ended{false};
    };
    void accept_all();
    void reap(bool all);

    std::function<void(Socket&)> serve_;
    Socket listening_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::list<Connection> connections_;
    std::thread acceptor_;
};

}  // namespace tenure::stripe_test
