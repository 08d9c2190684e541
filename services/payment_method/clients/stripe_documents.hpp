#pragma once
// What of Stripe's documents matters here, and what its words are called in ours. A field that is
// missing or of another type reads as empty: Stripe adds to its documents at any time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payment_method/app/provider.hpp"

namespace tenure::payment_method {

/// Why something was not done. All empty when nothing is said about it.
struct StripeFailure {
    std::string type;
    std::string code;
    std::string decline_code;
    std::string parameter;
};
/// Of an answer that is no success.
StripeFailure read_stripe_failure(std::string_view body);
/// A code of our payments: payment_declined, insufficient_funds, ...
std::string payment_failure_code(const StripeFailure& failure);

struct StripePaymentIntent {
    std::string id;
    std::string status;
    std::int64_t amount = 0;
    std::string currency;  ///< in lower case
    std::string action_url;
    StripeFailure failure;  ///< of the last attempt
    bool disputed = false;  ///< known only where latest_charge was expanded
};
StripePaymentIntent read_payment_intent(std::string_view body);

struct StripeSetupIntent {
    std::string id;
    std::string status;
    std::string customer;
    std::string payment_method;
    std::string mandate;
    std::string action_url;
    StripeFailure failure;
};
StripeSetupIntent read_setup_intent(std::string_view body);

struct StripeMethod {
    std::string id;
    std::string type;
    std::string customer;
    Funding funding = Funding::unknown;
    ProviderCard card;  ///< of a card
};
StripeMethod read_stripe_method(std::string_view body);

/// The reference that the debtor's bank will show.
std::string read_mandate_reference(std::string_view body);

struct StripeRefund {
    std::string id;
    std::string status;
    std::string refund;  ///< our id of it
};
StripeRefund read_stripe_refund(std::string_view body);

struct StripeRefundPage {
    std::vector<StripeRefund> refunds;
    bool has_more = false;
};
StripeRefundPage read_stripe_refunds(std::string_view body);

struct StripeDispute {
    std::string status;
    std::string reason;
    /// The money is gone: neither a mere inquiry nor won back.
    bool took_money() const;
};
std::vector<StripeDispute> read_stripe_disputes(std::string_view body);

/// The id of any object; "" when there is none.
std::string read_stripe_id(std::string_view body);

struct StripeEvent {
    std::string id;
    std::string type;
    std::string payment_intent;  ///< that it is about, if any
};
/// Nothing when it is no event.
std::optional<StripeEvent> read_stripe_event(std::string_view body);

}  // namespace tenure::payment_method
