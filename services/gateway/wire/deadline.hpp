#pragma once
// Time limits of connections. A timer per operation would cost half the throughput, so each thread
// looks at all its deadlines every 100 ms, which is as exact as these limits need to be.

#include <chrono>
#include <list>

#include "gateway/wire/asio.hpp"

namespace tenure::gateway {

class Sweep;

/// One connection's limit. When it passes, what the socket waits for is cancelled; expired() then
/// tells why. Lives as long as its socket.
class Deadline {
  public:
    Deadline(Sweep& sweep, Socket& socket);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    void arm(std::chrono::milliseconds limit);
    /// The same for a wait between requests, which also ends when the process is to stop.
    void arm_idle(std::chrono::milliseconds limit);
    void disarm() { state_ = State::off; }
    bool expired() const { return expired_; }

  private:
    friend class Sweep;
    enum class State { off, armed, idle };

    Sweep& sweep_;
    Socket& socket_;
    State state_ = State::off;
    bool expired_ = false;
    std::chrono::steady_clock::time_point at_;
    std::list<Deadline*>::iterator place_;
};

/// All deadlines of a thread.
class Sweep {
  public:
    explicit Sweep(asio::io_context& io) : timer_(io) {}

    /// Runs until stop().
    Task<void> run();
    /// From now on no connection waits for another request.
    void end_idle();
    /// From now on everything that is still armed expires at once.
    void end_all();
    void stop();

  private:
    friend class Deadline;
    void look();

    std::list<Deadline*> deadlines_;
    Timer timer_;
    bool idle_ended_ = false;
    bool all_ended_ = false;
    bool stopped_ = false;
};

}  // namespace tenure::gateway
