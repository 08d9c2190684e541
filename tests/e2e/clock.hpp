#pragma once
// Accounts on a test clock, at the gateway: years pass in one request.

#include "e2e/steps.hpp"

namespace tenure::e2e {

/// The account's `now`, or where it is to be.
nlohmann::json at(const std::string& instant);

/// One account on a test clock and what its people do.
class Tenant {
  public:
    /// Begins its clock, which must be the first that happens to the account.
    Tenant(System& system, const std::string& account, const std::string& now);

    const User& owner() const { return owner_; }
    /// Whatever is answered. A POST has a key of its own.
    testkit::Answer send(const std::string& method, const std::string& path,
                         const nlohmann::json& body = {});
    void move_to(const std::string& instant);
    /// The answer must have the status.
    nlohmann::json get(const std::string& path);
    nlohmann::json post(const std::string& path, const nlohmann::json& body, int status = 201);
    nlohmann::json put(const std::string& path, const nlohmann::json& body, int status = 200);
    nlohmann::json remove(const std::string& path, int status = 200);
    /// The code of a refusal with 409.
    std::string refusal(const std::string& path, const nlohmann::json& body);

    nlohmann::json subscription() { return get("/v1/subscription"); }
    nlohmann::json change(const nlohmann::json& body, int status = 201) {
        return post("/v1/subscription/changes", body, status);
    }
    nlohmann::json add_on_change(const nlohmann::json& body, int status = 201) {
        return post("/v1/add-ons/customer-meeting/changes", body, status);
    }
    /// Details and a good card.
    void can_pay();
    void pays_with(const std::string& card_number);
    /// Oldest first.
    std::vector<nlohmann::json> invoices();

  private:
    System& system_;
    User owner_;
    int requests_ = 0;
};

/// Invoice numbers of each year count from 1 without a gap.
bool every_year_without_gap(System& system);

}  // namespace tenure::e2e
