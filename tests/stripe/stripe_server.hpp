#pragma once
// A server that behaves as Stripe does, as far as we use it: written from its documentation,
// with a book of its own that the service under test cannot touch. It is strict where Stripe is:
// parameters that it does not know, states that forbid, idempotency keys with other parameters.

#include <deque>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "stripe/wire.hpp"

namespace tenure::stripe_test {

using Json = nlohmann::json;
using Parameters = std::multimap<std::string, std::string>;

/// How a card or bank account behaves.
enum class Behaviour {
    succeeds,
    declines,
    lacks_funds,
    expired,
    wants_authentication,  ///< each time somebody is there; else declined
    setup_authentication,  ///< when it is set up
    setup_declines,
    fails_late,  ///< a debit that its bank rejects
};

/// What Stripe answers.
struct ServerAnswer {
    int status = 200;
    Json body;
    std::map<std::string, std::string> headers = {};
};

/// What goes wrong with a request once: the next that matches takes it.
struct Mishap {
    std::string path_part;
    int status = 500;
    std::map<std::string, std::string> headers = {};
    bool acts = false;      ///< it is done all the same
    bool remembers = true;  ///< as Stripe: the idempotency key repeats the fault
};

class StripeServer {
  public:
    static constexpr const char* key = "sk_test_of_a_server_of_our_own";
    static constexpr const char* webhook_secret = "whsec_of_a_server_of_our_own";

    StripeServer();
    std::uint16_t port() const { return listener_.port(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

    /// A card that a browser has given to Stripe; its token.
    std::string browser_card(Behaviour behaviour, const std::string& fingerprint = "",
                             const std::string& funding = "credit");
    void behave(const std::string& iban, Behaviour behaviour);
    void fail_next(Mishap mishap);
    /// What the customer does at the place where the action leads to.
    void authenticate(const std::string& intent, bool succeeds = true);
    void authenticate_setup(const std::string& intent, bool succeeds = true);
    /// The bank's word on a debit that is processing.
    void settle_debits();
    void dispute(const std::string& intent, const std::string& reason, const std::string& status);
    void settle_refund(const std::string& refund, const std::string& status);
    /// As if a day had passed: keys may be used again.
    void forget_idempotency_keys();

    /// The bodies of what is to be notified; taken out.
    std::vector<std::string> take_events();
    /// The header `Stripe-Signature`.
    static std::string sign(const std::string& body, std::int64_t time);

    /// Every request so far.
    std::vector<HttpMessage> messages() const;
    /// Of those that begin so: "POST /v1/...".
    std::size_t count(const std::string& beginning) const;
    std::vector<Json> objects(const std::string& kind) const;
    /// The ids of the intents that took money, by our payment's id.
    std::map<std::string, std::vector<std::string>> charged() const;
    /// Every rule of Stripe's that a request has broken.
    std::vector<std::string> complaints() const;

  private:
    struct Remembered {
        std::string request;
        ServerAnswer answer;
    };
    void serve(Socket& socket);
    ServerAnswer answer(const HttpMessage& request);
    ServerAnswer keyed(const std::string& idempotency_key, const std::string& fingerprint,
                       const std::string& method, const std::string& path, Parameters parameters);
    ServerAnswer act(const std::string& method, const std::string& path, Parameters parameters);
    std::optional<Mishap> take_mishap(const std::string& path);

    Json& object(const std::string& id) { return objects_.at(id); }
    bool has(const std::string& id) const { return objects_.count(id) != 0; }
    std::string new_id(const std::string& prefix);
    void tell(const std::string& type, const Json& about);
    ServerAnswer confirm(Json& intent, const Parameters& parameters);
    ServerAnswer confirm_setup(Json& intent);
    ServerAnswer decline(Json& intent, const std::string& code, const std::string& decline_code);
    void take_money(Json& intent);

    ServerAnswer create_customer(const Parameters& parameters);
    ServerAnswer create_method(const Parameters& parameters);
    ServerAnswer create_setup(const Parameters& parameters);
    ServerAnswer create_intent(const Parameters& parameters);
    ServerAnswer cancel(Json& intent);
    ServerAnswer create_refund(const Parameters& parameters);
    ServerAnswer list(const std::string& kind, const Parameters& parameters) const;

    mutable std::mutex mutex_;
    std::map<std::string, Json> objects_;
    std::map<std::string, Behaviour> behaviours_;
    std::map<std::string, Behaviour> ibans_;
    std::map<std::string, Remembered> remembered_;
    std::deque<Mishap> mishaps_;
    std::vector<Json> events_;
    std::vector<HttpMessage> messages_;
    std::vector<std::string> complaints_;
    std::size_t made_ = 0;
    Listener listener_;
};

}  // namespace tenure::stripe_test
