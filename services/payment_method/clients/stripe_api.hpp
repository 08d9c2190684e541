#pragma once
// How Stripe's HTTP API is called: key, version, idempotency keys, and when it does not want to be
// called. What is asked and what the answers mean is in stripe_provider and stripe_documents.

#include <atomic>
#include <chrono>
#include <string>

#include "https/https.hpp"
#include "payment_method/clients/stripe_form.hpp"

namespace tenure::payment_method {

/// The version of the API that we were written and tested against (its date).
inline constexpr const char* stripe_version = "2023-08-16";

struct StripeOptions {
    std::string key;             ///< secret or restricted
    std::string webhook_secret;  ///< of the webhook endpoint
    std::string url = "https://api.stripe.com";
    std::string return_url;   ///< where the customer's browser comes back to after authenticating
    std::string debit_email;  ///< who gets Stripe's e-mails about direct debits
    std::chrono::milliseconds timeout{20'000};
};

struct StripeAnswer {
    enum class Kind {
        ok,
        refused,  ///< 4xx: it understood, and nothing was done
        busy,     ///< nothing was done; the same request may be made later
        barred,   ///< 401, 403: our key, which an operator must mend; nothing was done
        fault,    ///< 5xx: whether it acted is not known, and the idempotency key repeats that
        silent,   ///< no answer: whether it acted is not known
    } kind = Kind::silent;
    std::string body;
    bool ok() const { return kind == Kind::ok; }
};

class StripeApi {
  public:
    explicit StripeApi(const StripeOptions& options);

    StripeAnswer get(const std::string& path, const StripeForm& query = {});
    /// Without a key for what is idempotent by itself.
    StripeAnswer post(const std::string& path, const StripeForm& form,
                      const std::string& idempotency_key = {});

  private:
    StripeAnswer send(https::Request request, const std::string& path);
    bool is_closed() const;
    void close_for(std::chrono::milliseconds pause);

    const std::string url_;
    const std::string authorization_;
    https::Client client_;
    /// Stripe asked for silence until then (of the steady clock).
    std::atomic<std::int64_t> closed_until_ms_{0};
};

}  // namespace tenure::payment_method
