#pragma once
// Billing as a test scripts it: orders, credit notes, and a feed of events that the test writes.

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

    /// What the next orders end in: "paid", "awaiting" (accepted, a debit on its way), "pending",
    /// "declined", or the code of a refusal (409).
    void outcome(std::string outcome);
    /// The code that credit notes are refused with; "" accepts them.
    void credit_outcome(std::string code);
    nlohmann::json last_order() const;
    /// Invoices by credit note.
    std::map<std::string, std::string> credited() const;
    void publish(const std::string& type, const std::string& account, const nlohmann::json& data);
    std::string head() const { return feed_.head(); }

  private:
    Result<http::Response> answer_quote(const http::Request& request);
    Result<http::Response> answer_order(const http::Request& request);
    Result<http::Response> answer_credit(const http::Request& request);
    nlohmann::json order_of(const nlohmann::json& body) const;

    const testkit::FakeClock& clock_;
    mutable std::mutex mutex_;
    std::string outcome_ = "paid";
    std::string credit_outcome_;
    std::map<std::string, nlohmann::json> orders_;
    std::map<std::string, std::string> credited_;
    nlohmann::json last_;
    testkit::FakeFeed feed_;
    testkit::FakePeer peer_;
};

}  // namespace tenure::test
