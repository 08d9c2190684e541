#pragma once
// The port to a payment provider: keeps instruments, charges them once a key, pays back, tells what
// became of either, and reads the notifications that it sends. Implementations are in clients/.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "domain/id.hpp"
#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "payment_method/domain/card_check.hpp"
#include "payment_method/domain/debit_check.hpp"
#include "payment_method/domain/payment.hpp"
#include "payment_method/domain/refund.hpp"

namespace tenure::payment_method {

/// A card that the customer's browser gave to the provider: we never see its number.
struct CardToken {
    std::string token;
    std::optional<std::string> holder;
};

/// What a provider is asked to keep, and for whom.
struct NewInstrument {
    AccountId account;
    std::variant<CheckedCard, CardToken, CheckedDebit> what;
};

/// What the provider knows of a card; its word goes before ours.
struct ProviderCard {
    std::string brand;
    std::string last4;
    CardExpiry expiry;
    std::string fingerprint;  ///< tells equal cards of this provider apart
};

/// An instrument as the provider keeps it.
struct RegisteredInstrument {
    std::string token;
    Funding funding = Funding::unknown;     ///< of a card
    std::optional<ProviderCard> card = {};  ///< of a CardToken
    /// Of a bank account, where the provider collects under a reference of its own making.
    std::string mandate_reference = {};
};

/// What a provider is asked to charge. Account and payment are its idempotency key: however often
/// it is asked under the same key, it charges once.
struct ChargeRequest {
    AccountId account;
    PaymentId payment;
    MethodType type = MethodType::card;
    std::string token;
    Money amount;
    std::string description;
    bool customer_present = false;  ///< who could authenticate; nobody is at a renewal
    Timestamp now;                  ///< the account's time
    std::string reference = {};     ///< the provider's own id of the charge, once known
};

/// What a provider is asked to pay back; account and refund are its idempotency key.
struct RefundRequest {
    AccountId account;
    RefundId refund;
    ChargeRequest charge;
    Money amount;
    std::string reference = {};  ///< the provider's own id of the refund, once known
};

/// A request that claims to come from the provider.
struct RawNotification {
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    Timestamp now;  ///< real time
};

/// What a provider says has happened to a payment. It is never believed but is a reason to look.
struct Notification {
    std::string id;  ///< the provider's; the same one again is no news
    std::string type;
    AccountId account;
    PaymentId payment;
};

/// A company that keeps instruments and charges them. Implementations never throw for what a
/// network can do: a time-out while charging is the outcome `unknown`.
class Provider {
  public:
    virtual ~Provider() = default;
    /// Error `payment_method_refused` (invalid) when the provider will not have it; or a bad field.
    virtual Result<RegisteredInstrument> keep(const NewInstrument& instrument) = 0;
    virtual void forget(const std::string& token) = 0;
    virtual ChargeOutcome charge(const ChargeRequest& request) = 0;
    /// What has become of a charge by `request.now`; nothing when the provider never saw the key. A
    /// provider in the real world ignores the account's time.
    virtual std::optional<ChargeOutcome> find(const ChargeRequest& request) = 0;
    /// Outcomes are those of a charge, but no action and no return.
    virtual ChargeOutcome refund(const RefundRequest& request) = 0;
    virtual std::optional<ChargeOutcome> find(const RefundRequest& request) = 0;
    /// A notification that is genuine; nothing when it is of no interest. Error
    /// `notification_invalid` (malformed) when it is not signed by the provider, or too old.
    virtual Result<std::optional<Notification>> read(const RawNotification& notification) = 0;
    /// Lets the provider take in a notification before the payment is looked at.
    virtual void take_in(const Notification&) {}
};

/// The configured providers by name, and which of them new instruments go to.
class Providers {
  public:
    Providers(std::map<std::string, Provider*> by_name, std::string cards, std::string debits)
        : by_name_(std::move(by_name)), cards_(std::move(cards)), debits_(std::move(debits)) {}

    const std::string& name_for(MethodType type) const {
        return type == MethodType::card ? cards_ : debits_;
    }
    /// Nothing for a name that is not configured.
    Provider* find(const std::string& name) const {
        const auto found = by_name_.find(name);
        return found == by_name_.end() ? nullptr : found->second;
    }

  private:
    std::map<std::string, Provider*> by_name_;
    std::string cards_;
    std::string debits_;
};

}  // namespace tenure::payment_method
