#pragma once
// Somebody's endpoint that takes the records of imports, answering what the test wants.

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "stripe/wire.hpp"

namespace tenure::test {

struct Target {
    struct Batch {
        std::string key;
        std::string body;
        std::map<std::string, std::string> headers;
    };
    std::mutex mutex;
    std::vector<Batch> batches;  ///< that were taken
    std::vector<int> statuses;   ///< to the next batches; 200 to those after; 0: no answer
    stripe_test::Listener listener{[this](stripe_test::Socket& socket) { serve(socket); }};

    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(listener.port()) + "/records";
    }
    void answer(std::vector<int> next) {
        const std::lock_guard lock(mutex);
        statuses = std::move(next);
    }
    std::size_t count() {
        const std::lock_guard lock(mutex);
        return batches.size();
    }
    /// The records of all batches, each key once.
    std::string records() {
        const std::lock_guard lock(mutex);
        std::set<std::string> seen;
        std::string all;
        for (const Batch& batch : batches)
            if (seen.insert(batch.key).second) all += batch.body;
        return all;
    }

  private:
    void serve(stripe_test::Socket& socket) {
        for (std::string bytes = socket.read_message(); !bytes.empty();
             bytes = socket.read_message()) {
            const auto request = stripe_test::parse_message(bytes);
            int status = 200;
            {
                const std::lock_guard lock(mutex);
                if (!statuses.empty()) {
                    status = statuses.front();
                    statuses.erase(statuses.begin());
                }
                if (status == 200 || status == 0)
                    batches.push_back(
                        {request.headers.at("idempotency-key"), request.body, request.headers});
            }
            if (status == 0) return;
            socket.write("HTTP/1.1 " + std::to_string(status) +
                         " Status\r\nContent-Length: 0\r\n\r\n");
        }
    }
};

}  // namespace tenure::test
