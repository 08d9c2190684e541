#pragma once
// An account's people at the real services: carries a step out and looks at what came of it, in
// the words of the model.

#include "model/account.hpp"
#include "model/house.hpp"

namespace tenure::model {

/// Prices and plans as the catalogue's file has them.
Catalogue load_catalogue();

class Customer {
  public:
    Customer(House& house, std::string account, Place place, Instant now);

    /// Carries a step out at `now` (the clock is moved to it first); the answer in the model's
    /// words: "ok", a code, or the whole of an answer that is none of both.
    std::string perform(const Operation& operation, Instant now);
    View view();

  private:
    struct Request {
        Running* service = nullptr;
        std::string method, target;
        nlohmann::json body;
    };
    Request request_for(const Operation& operation) const;
    Request purchase_request(const Operation& operation) const;
    std::string move_clock();
    std::string change_default(Method method);
    std::string judge(const Operation& operation, const testkit::Answer& answer);
    testkit::Answer send(const Request& request);
    testkit::Answer get(Running& service, const std::string& target);

    void view_subscription(View& view);
    void view_invoices(View& view);

    House& house_;
    std::string account_;
    Place place_;
    Instant now_;
    Catalogue catalogue_;
    int requests_ = 0;
    std::string details_etag_, quote_id_;
    std::map<Method, std::string> methods_;  ///< kept so far, by their ids
};

}  // namespace tenure::model
