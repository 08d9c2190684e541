#pragma once
// VIES as a test scripts it: a server of its own that can also say nothing, nonsense, or go away.

#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <mutex>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tenure::test {

class FakeVies {
  public:
    /// What is sent for a question, byte for byte; "" leaves the client waiting until it gives up.
    using Script = std::function<std::string(const nlohmann::json& question)>;

    FakeVies() {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(listener_, 16) != 0)
            throw std::runtime_error("FakeVies cannot listen");
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    ~FakeVies() {
        thread_.request_stop();
        thread_.join();
        ::close(listener_);
    }
    FakeVies(const FakeVies&) = delete;
    FakeVies& operator=(const FakeVies&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/rest-api"; }

    void script(Script script) {
        const std::lock_guard lock(mutex_);
        script_ = std::move(script);
    }
    /// Answers every question like this.
    void answer(int status, const std::string& body) {
        script([text = http(status, body)](const nlohmann::json&) { return text; });
    }
    void verdict(bool valid, const std::string& consultation = "WAPIAAAAX1") {
        script([valid, consultation](const nlohmann::json& question) {
            return http(200, nlohmann::json{{"countryCode", question["countryCode"]},
                                            {"vatNumber", question["vatNumber"]},
                                            {"requestDate", "2026-11-23T10:00:00.000Z"},
                                            {"valid", valid},
                                            {"requestIdentifier", consultation},
                                            {"name", "EXAMPLE GMBH"},
                                            {"address", "---"}}
                                 .dump());
        });
    }
    void trouble(const std::string& code, int status = 200) {
        answer(status,
               nlohmann::json{{"actionSucceed", false}, {"errorWrappers", {{{"error", code}}}}}
                   .dump());
    }
    static std::string http(int status, const std::string& body) {
        return "HTTP/1.1 " + std::to_string(status) +
               " Status\r\nContent-Type: application/json\r\nConnection: close\r\n"
               "Content-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    /// The questions so far, each with "path".
    std::vector<nlohmann::json> questions() const {
        const std::lock_guard lock(mutex_);
        return questions_;
    }

  private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            pollfd waiting{listener_, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0) continue;
            const int client = ::accept(listener_, nullptr, nullptr);
            if (client < 0) continue;
            exchange(client, stop);
            ::close(client);
        }
    }
    void exchange(int client, const std::stop_token& stop) {
        std::string text;
        std::size_t body = std::string::npos;
        while (true) {
            char buffer[4096];
            const ssize_t got = ::recv(client, buffer, sizeof buffer, 0);
            if (got <= 0) return;
            text.append(buffer, static_cast<std::size_t>(got));
            const std::size_t end = text.find("\r\n\r\n");
            if (end == std::string::npos) continue;
            body = end + 4;
            if (!nlohmann::json::parse(text.substr(body), nullptr, false).is_discarded()) break;
        }
        const std::string answer = ask(text, body);
        if (answer.empty()) {
            pollfd gone{client, POLLIN, 0};
            while (!stop.stop_requested() && ::poll(&gone, 1, 20) == 0) continue;
            return;
        }
        ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
    std::string ask(const std::string& text, std::size_t body) {
        nlohmann::json question = nlohmann::json::parse(text.substr(body));
        question["path"] = text.substr(0, text.find(" HTTP/"));
        const std::lock_guard lock(mutex_);
        questions_.push_back(question);
        return script_(question);
    }

    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    Script script_ = [](const nlohmann::json&) { return std::string(); };
    std::vector<nlohmann::json> questions_;
    std::jthread thread_;
};

}  // namespace tenure::test
