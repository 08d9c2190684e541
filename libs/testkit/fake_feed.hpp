#pragma once
// Tests only: a feed of events as services have it, which the test writes.

#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "http/route.hpp"

namespace tenure::testkit {

class FakeFeed {
  public:
    void publish(const std::string& type, const std::string& account, nlohmann::json data,
                 Timestamp occurred_at);
    /// The cursor behind the last event.
    std::string head() const;
    /// GET /internal/v1/events
    Result<http::Response> answer(const http::Request& request) const;

  private:
    mutable std::mutex mutex_;
    std::vector<nlohmann::json> events_;
};

}  // namespace tenure::testkit
