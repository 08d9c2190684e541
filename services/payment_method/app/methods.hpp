#pragma once
// The use cases of payment methods: keep, list, choose the default, remove.

#include <optional>
#include <string>

#include "payment_method/app/ports.hpp"

namespace tenure::payment_method {

struct AddCardCommand {
    Caller caller;
    CardInput card;
    bool make_default = false;
    std::optional<IdempotencyKey> key;
};

/// What decides whether a card is accepted.
struct CardPolicy {
    CardRanges ranges;
    TimeZone zone;  ///< of the day on which a card expires
    bool accept_card_numbers = true;
    bool accept_unknown_funding = true;
};

class PaymentMethods {
  public:
    PaymentMethods(PaymentMethodStore& store, Provider& provider, const Fingerprints& fingerprints,
                   const EventDocuments& documents, CardPolicy policy);

    Result<MethodPage> list(const AccountId& account, int limit, const std::string& cursor);
    /// Error `payment_method_not_found`.
    Result<PaymentMethod> find(const AccountId& account, const PaymentMethodId& id);
    /// Error `payment_method_missing` (not_found).
    Result<PaymentMethod> default_method(const AccountId& account);
    /// Registers the card with the provider and keeps what may be kept. The account's first method
    /// becomes its default. Errors: check_card's, accept_funding's, `pan_not_accepted` where card
    /// numbers are not taken at all, `payment_method_exists`.
    Result<PaymentMethod> add(const AddCardCommand& command);
    /// Errors `payment_method_not_found`, `payment_method_expired` (conflict).
    Result<PaymentMethod> make_default(const Caller& caller, const PaymentMethodId& id);
    /// Errors `payment_method_not_found`, check_removal's.
    Status remove(const Caller& caller, const PaymentMethodId& id);

  private:
    /// The row of a registered card.
    struct Registration {
        PaymentMethod method;
        std::string token;
        std::string fingerprint;
    };
    Result<Registration> register_card(const AddCardCommand& command);
    Result<PaymentMethod> keep(const AddCardCommand& command, const Registration& registration);
    void appoint(PaymentMethodTx& tx, PaymentMethod& method, Timestamp now) const;

    PaymentMethodStore& store_;
    Provider& provider_;
    const Fingerprints& fingerprints_;
    const EventDocuments& documents_;
    CardPolicy policy_;
};

}  // namespace tenure::payment_method
