#pragma once
// Billing as a test scripts it: keeps the orders it was asked for, answers them as told, and has a
// feed of events that the test writes.

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "testkit/fake_feed.hpp"
#include "testkit/running_service.hpp"

namespace tenure::test {

class FakeBilling {
  public:
    explicit FakeBilling(const testkit::FakeClock& clock);

    std::string url() const { return peer_.url(); }
    void stop() { peer_.stop(); }

    /// What the next orders end in: "accepted" (applied, or scheduled when they are for later),
    /// "pending", "declined", "broken", or the code of a refusal (409).
    void outcome(std::string outcome);
    /// How many different orders were made, and how often each was asked for.
    std::map<std::string, int> asked() const;
    nlohmann::json last_order() const;
    nlohmann::json last_quote() const;
    /// An order as it stands, without asking over HTTP.
    nlohmann::json order(const std::string& id) const;

    /// Puts an event into the feed.
    void publish(const std::string& type, const std::string& account, const nlohmann::json& data);
    /// The order's event, with its new status.
    void settle(const std::string& account, const std::string& id, const std::string& status);

    /// The cursor behind the last event.
    std::string head() const { return feed_.head(); }

    static constexpr const char* renewal = "2027-02-22T23:00:00Z";  // 23 February in Brussels

  private:
    Result<http::Response> answer_quote(const http::Request& request);
    Result<http::Response> answer_order(const http::Request& request);
    Result<http::Response> answer_read(const http::Request& request);
    Result<http::Response> answer_undo(const http::Request& request);
    nlohmann::json order_of(const nlohmann::json& body, const std::string& status) const;

    const testkit::FakeClock& clock_;
    mutable std::mutex mutex_;
    std::string outcome_ = "accepted";
    std::map<std::string, int> asked_;
    std::map<std::string, nlohmann::json> orders_;
    nlohmann::json last_, last_quote_;
    testkit::FakeFeed feed_;
    testkit::FakePeer peer_;
};

}  // namespace tenure::test
