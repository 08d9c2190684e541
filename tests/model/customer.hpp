#pragma once
// An account's people at the real services: carries a step out and looks at what came of it, in
// the words of the model.

#include "model/account.hpp"
#include "model/house.hpp"

namespace tenure::model {

/// Prices and plans as the catalogue's files have them.
Catalogue load_catalogue();

class Customer {
  public:
    Customer(House& house, std::string account, Place place, Instant now);

    /// Carries a step out; one that moves the clock moves it to `target`. The answer in the model's
    /// words: "ok", a code, or the whole of an answer that is none of both.
    std::string perform(const Operation& operation, Instant target);
    View view();
    /// Types of billing's news of this account since the last time, sorted.
    std::vector<std::string> take_events();

  private:
    struct Request {
        Running* service = nullptr;
        std::string method, target;
        nlohmann::json body;
    };
    /// A change that was accepted, where it can be undone.
    struct Made {
        Running* service;
        std::string path;
    };

    // customer_requests.cpp
    Request request_for(const Operation& operation) const;
    Request purchase_request(const Operation& operation) const;
    Request subscription_change(const Operation& operation) const;
    Request add_on_change(const Operation& operation) const;
    static Request undo_request(const std::vector<Made>& made, int which);

    // customer.cpp
    std::string move_clock(Instant target);
    std::string change_default(Method method);
    std::string judge(const Operation& operation, const Request& request,
                      const testkit::Answer& answer);
    testkit::Answer send(const Request& request);
    testkit::Answer get(Running& service, const std::string& target);
    /// Lets the sellers hear what billing has published, as the gateway does after a clock's move.
    void catch_up();

    // customer_view.cpp
    void view_subscription(View& view);
    void view_add_on(View& view);
    void view_invoices(View& view);
    std::string next_invoice();

    House& house_;
    std::string account_;
    Place place_;
    Instant now_;
    Catalogue catalogue_;
    int requests_ = 0;
    std::size_t events_ = 0;  ///< taken so far
    std::string details_etag_, quote_id_;
    std::map<Method, std::string> methods_;  ///< kept so far, by their ids
    std::vector<Made> changes_, cycle_changes_;
    std::vector<std::string> invoices_;  ///< ids as last seen, the newest first
};

}  // namespace tenure::model
