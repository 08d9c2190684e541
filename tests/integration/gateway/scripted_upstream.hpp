#pragma once
// A service that answers as a test says: raw bytes, or by closing the connection.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tenure::gateway {

struct SeenRequest {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string head;                            ///< as received
    std::string body;
    int number = 0;  ///< 1 for the first request on its connection, probes not counted
};

class ScriptedUpstream {
  public:
    /// Returns the bytes of the answer; none: the connection is closed. It is closed also after an
    /// answer with "Connection: close". May block.
    using Script = std::function<std::string(const SeenRequest&)>;
    explicit ScriptedUpstream(Script script);
    ~ScriptedUpstream();
    ScriptedUpstream(const ScriptedUpstream&) = delete;
    ScriptedUpstream& operator=(const ScriptedUpstream&) = delete;

    std::uint16_t port() const { return port_; }
    /// What was asked, without /livez and /readyz, which are answered with 200 (or, when the
    /// upstream is not ready, /readyz with 503).
    std::vector<SeenRequest> seen() const;
    int connections() const { return connections_; }
    void set_ready(bool ready) { ready_ = ready; }
    /// Closes every connection as a service does that is started anew.
    void drop_connections();

  private:
    void accept();
    void serve(int fd);
    std::string answer(SeenRequest& request, int& number);

    Script script_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> ready_ = true;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::vector<SeenRequest> seen_;
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// "HTTP/1.1 <status> OK" with Content-Length and JSON.
std::string json_response(std::string_view body, int status = 200, std::string_view more = {});

}  // namespace tenure::gateway
