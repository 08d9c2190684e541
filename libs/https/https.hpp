#pragma once
// Requests to companies on the internet, over TLS. (libs/http speaks to our own services, without.)
// What to repeat and when is for the caller to decide: nothing is sent twice here, but for a kept
// connection that turns out to be closed before any answer came.

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tenure::https {

struct Request {
    std::string method;  ///< GET, POST, DELETE
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
};

struct Answer {
    int status = 0;                              ///< 0: none came, whether it acted is not known
    std::map<std::string, std::string> headers;  ///< names in lower case; the last of equal names
    std::string body;
    std::string failure;  ///< why none came
    /// "" when absent.
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

struct Options {
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds timeout{20'000};  ///< of one exchange, connecting included
    std::size_t longest_answer = 1U << 20U;     ///< of its body; a longer one is none
};

/// Keeps connections open between exchanges. Certificates are checked, redirections not followed.
/// Never throws for what a network can do. Thread-safe.
class Client {
  public:
    explicit Client(Options options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    Answer send(const Request& request);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::https
