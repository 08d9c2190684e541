#include "gateway/wire/deadline.hpp"

namespace tenure::gateway {

namespace {
constexpr std::chrono::milliseconds sweep_interval{100};
}

Deadline::Deadline(Sweep& sweep, Socket& socket) : sweep_(sweep), socket_(socket) {
    place_ = sweep_.deadlines_.insert(sweep_.deadlines_.end(), this);
}

Deadline::~Deadline() {
    sweep_.deadlines_.erase(place_);
}

void Deadline::arm(std::chrono::milliseconds limit) {
    state_ = State::armed;
    expired_ = false;
    at_ = std::chrono::steady_clock::now() + limit;
}

void Deadline::arm_idle(std::chrono::milliseconds limit) {
    arm(limit);
    state_ = State::idle;
}

Task<void> Sweep::run() {
    while (!stopped_) {
        timer_.expires_after(sweep_interval);
        co_await timer_.async_wait(as_result);
        look();
    }
}

void Sweep::look() {
    const auto now = std::chrono::steady_clock::now();
    for (Deadline* deadline : deadlines_) {
        const bool idle = deadline->state_ == Deadline::State::idle;
        const bool due = deadline->at_ <= now || all_ended_ || (idle && idle_ended_);
        if (deadline->state_ == Deadline::State::off || !due) continue;
        deadline->expired_ = true;
        // Repeated at the next look: a wait may begin just after it was cancelled.
        IoError ignored;
        deadline->socket_.cancel(ignored);
    }
}

void Sweep::end_idle() {
    idle_ended_ = true;
    look();
}

void Sweep::end_all() {
    all_ended_ = true;
    look();
}

void Sweep::stop() {
    stopped_ = true;
    timer_.cancel();
}

}  // namespace tenure::gateway
