#pragma once
// A network that fails: between a client and a server it cuts, delays, doubles and reorders whole
// requests and answers, at every kind of place where bytes may stop.

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>

#include "stripe/wire.hpp"

namespace tenure::stripe_test {

enum class Fault {
    none,
    unread,         ///< closed before a byte went on
    cut_head,       ///< some bytes of the request's head went on
    cut_body,       ///< the head and some bytes of the body went on
    cut_sent,       ///< the request went on whole, nothing of the answer came back
    cut_status,     ///< some bytes of the answer's head came back
    cut_answer,     ///< the head and some bytes of the answer's body came back
    late_answer,    ///< the answer comes after the client has given up
    late_request,   ///< the request goes on after the client has given up, and after later ones
    doubled,        ///< it goes on twice at the same moment, one answer comes back
    doubled_later,  ///< it goes on again some time after its answer
};
inline constexpr std::size_t fault_count = 11;

class FaultProxy {
  public:
    /// `patience`: after which the client gives up.
    FaultProxy(std::uint16_t server, std::chrono::milliseconds patience, unsigned seed);
    ~FaultProxy() { stop(); }
    std::uint16_t port() const { return listener_.port(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

    /// Of 100 requests, how many meet a fault (each kind alike). 0: a good network.
    void set_faults(int percent) { percent_ = percent; }
    /// The next request meets this one.
    void fault_once(Fault fault);
    /// Until nothing is under way any more.
    void drain();
    void stop();
    std::array<std::size_t, fault_count> counts() const;

  private:
    void serve(Socket& client);
    bool pass(Socket& client, const std::string& request, Fault fault);
    bool cut(Socket& client, const std::string& request, Fault fault);
    std::string exchange(const std::string& request) const;
    void send_part(const std::string& request, std::size_t bytes) const;
    void later(std::chrono::milliseconds delay, const std::string& request);
    Fault choose();
    std::size_t between(std::size_t least, std::size_t most);

    const std::uint16_t server_;
    const std::chrono::milliseconds patience_;
    std::atomic<int> percent_{0};
    mutable std::mutex mutex_;
    std::condition_variable settled_;
    std::mt19937 random_;
    Fault next_ = Fault::none;
    std::array<std::size_t, fault_count> counts_{};
    int under_way_ = 0;
    Listener listener_;
};

}  // namespace tenure::stripe_test
