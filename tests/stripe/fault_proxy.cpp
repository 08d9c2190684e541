#include "stripe/fault_proxy.hpp"

#include <algorithm>

namespace tenure::stripe_test {

FaultProxy::FaultProxy(std::uint16_t server, std::chrono::milliseconds patience, unsigned seed)
    : server_(server),
      patience_(patience),
      random_(seed),
      listener_([this](Socket& client) { serve(client); }) {}

void FaultProxy::fault_once(Fault fault) {
    const std::lock_guard<std::mutex> lock(mutex_);
    next_ = fault;
}

std::array<std::size_t, fault_count> FaultProxy::counts() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return counts_;
}

void FaultProxy::drain() {
    std::unique_lock<std::mutex> lock(mutex_);
    settled_.wait(lock, [this] { return under_way_ == 0; });
}

void FaultProxy::stop() {
    listener_.stop();
    drain();
}

void FaultProxy::serve(Socket& client) {
    for (;;) {
        const std::string request = client.read_message();
        if (request.empty()) return;
        const Fault fault = choose();
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            ++under_way_;
        }
        const bool stays = pass(client, request, fault);
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            --under_way_;
        }
        settled_.notify_all();
        if (!stays) return;
    }
}

/// False when the client's connection is to be closed.
bool FaultProxy::pass(Socket& client, const std::string& request, Fault fault) {
    switch (fault) {
        case Fault::none:
            break;
        case Fault::late_answer: {
            const std::string answer = exchange(request);
            std::this_thread::sleep_for(patience_ + std::chrono::milliseconds(50));
            client.write(answer);
            return false;
        }
        case Fault::late_request:
            std::this_thread::sleep_for(patience_ + std::chrono::milliseconds(between(20, 400)));
            client.write(exchange(request));
            return false;
        case Fault::doubled:
            later(std::chrono::milliseconds(0), request);
            break;
        case Fault::doubled_later:
            later(std::chrono::milliseconds(between(20, 1000)), request);
            break;
        default:
            return cut(client, request, fault);
    }
    const std::string answer = exchange(request);
    return !answer.empty() && client.write(answer);
}

bool FaultProxy::cut(Socket& client, const std::string& request, Fault fault) {
    const std::size_t head = head_size(request);
    if (fault == Fault::cut_head) send_part(request, between(1, head - 1));
    if (fault == Fault::cut_body && request.size() > head)
        send_part(request, between(head, request.size() - 1));
    if (fault == Fault::unread || fault == Fault::cut_head || fault == Fault::cut_body)
        return false;
    const std::string answer = exchange(request);
    const std::size_t answer_head = head_size(answer);
    if (fault == Fault::cut_status && answer_head > 1)
        client.write(answer.substr(0, between(1, answer_head - 1)));
    if (fault == Fault::cut_answer && answer.size() > answer_head)
        client.write(answer.substr(0, between(answer_head, answer.size() - 1)));
    return false;
}

std::string FaultProxy::exchange(const std::string& request) const {
    const Socket server = Socket::connect(server_);
    if (!server.is_open() || !server.write(request)) return "";
    return server.read_message();
}

void FaultProxy::send_part(const std::string& request, std::size_t bytes) const {
    const Socket server = Socket::connect(server_);
    if (server.is_open()) server.write(request.substr(0, bytes));
}

void FaultProxy::later(std::chrono::milliseconds delay, const std::string& request) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        ++under_way_;
    }
    std::thread([this, delay, request] {
        std::this_thread::sleep_for(delay);
        exchange(request);
        const std::lock_guard<std::mutex> lock(mutex_);
        --under_way_;
        settled_.notify_all();
    }).detach();
}

Fault FaultProxy::choose() {
    const std::lock_guard<std::mutex> lock(mutex_);
    Fault fault = std::exchange(next_, Fault::none);
    if (fault == Fault::none &&
        std::uniform_int_distribution<int>(0, 99)(random_) < percent_.load())
        fault = static_cast<Fault>(
            std::uniform_int_distribution<std::size_t>(1, fault_count - 1)(random_));
    ++counts_[static_cast<std::size_t>(fault)];
    return fault;
}

std::size_t FaultProxy::between(std::size_t least, std::size_t most) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::uniform_int_distribution<std::size_t>(least, std::max(least, most))(random_);
}

}  // namespace tenure::stripe_test
