#pragma once
// The use cases of payment methods: keep, list, choose the default, remove.

#include <optional>
#include <string>
#include <variant>

#include "payment_method/app/ports.hpp"

namespace tenure::payment_method {

struct AddMethodCommand {
    Caller caller;
    std::variant<CardInput, CardToken, DebitInput> input;
    bool make_default = false;
    std::optional<IdempotencyKey> key;
};

/// What decides whether a method is accepted.
struct MethodPolicy {
    CardRanges ranges;
    bool accept_card_numbers = true;
    bool accept_unknown_funding = true;
    Creditor creditor;
};

/// What billing tells of an account when it begins or ends.
struct SubscriptionNews {
    SubscriptionState state = SubscriptionState::live;
    TimeZone zone;
};

class PaymentMethods {
  public:
    PaymentMethods(PaymentMethodStore& store, const Providers& providers,
                   const Fingerprints& fingerprints, const EventDocuments& documents,
                   MethodPolicy policy);

    Result<MethodPage> list(const AccountId& account, int limit, const std::string& cursor);
    /// Error `payment_method_not_found`.
    Result<PaymentMethod> find(const AccountId& account, const PaymentMethodId& id);
    /// Error `payment_method_missing` (not_found).
    Result<PaymentMethod> default_method(const AccountId& account);
    /// Registers the instrument with the provider and keeps what may be kept. The account's first
    /// method becomes its default. Errors: Provider::keep's, check_card's, accept_funding's,
    /// check_debit's, `pan_not_accepted` where card numbers are not taken at all,
    /// `payment_method_exists`.
    Result<PaymentMethod> add(const AddMethodCommand& command);
    /// Errors `payment_method_not_found`, `payment_method_expired` (conflict).
    Result<PaymentMethod> make_default(const Caller& caller, const PaymentMethodId& id);
    /// Errors `payment_method_not_found`, check_removal's.
    Status remove(const Caller& caller, const PaymentMethodId& id);
    /// Billing tells whether the account has something running that it pays for. A payment tells so
    /// by itself.
    Status note_subscription(const Caller& caller, const SubscriptionNews& news);
    /// By which the account's cards expire and its mandates are signed.
    TimeZone zone(const AccountId& account);
    /// Tells once, at the instant `at`, that a card is about to expire.
    Status announce_expiry(const AccountId& account, const PaymentMethodId& id, Timestamp at);

  private:
    /// The row of a registered instrument.
    struct Registration {
        PaymentMethod method;
        RegisteredRow row;
        InstrumentIdentity identity;
    };
    Result<Registration> register_instrument(const AddMethodCommand& command);
    Result<Registration> register_input(const AccountId& account, const CardInput& input,
                                        Timestamp now);
    Result<Registration> register_input(const AccountId& account, const CardToken& input,
                                        Timestamp now);
    Result<Registration> register_input(const AccountId& account, const DebitInput& input,
                                        Timestamp now);
    Result<Registration> register_card(const AccountId& account, const RegisteredInstrument& kept,
                                       const Card& card, std::string fingerprint);
    Result<RegisteredInstrument> keep_at_provider(const NewInstrument& instrument, MethodType type);
    void forget(const RegisteredRow& row);
    void forget_unless_kept(const AccountId& account, const RegisteredRow& row);
    Result<PaymentMethod> keep(const AddMethodCommand& command, const Registration& registration);
    void appoint(PaymentMethodTx& tx, PaymentMethod& method, const Caller& caller) const;
    /// Writes down in the history what became of a method.
    void note(PaymentMethodTx& tx, const Caller& caller, const std::string& action,
              const std::optional<PaymentMethod>& before,
              const std::optional<PaymentMethod>& after) const;

    PaymentMethodStore& store_;
    const Providers& providers_;
    const Fingerprints& fingerprints_;
    const EventDocuments& documents_;
    MethodPolicy policy_;
};

}  // namespace tenure::payment_method
