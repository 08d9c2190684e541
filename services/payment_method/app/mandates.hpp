#pragma once
// The use cases of mandates once they were signed: cancel, sign anew, debit another account under
// the same mandate. The provider is told first: should we die in between, it collects nothing that
// the holder has cancelled, and the holder is asked again.

#include "payment_method/app/methods.hpp"

namespace tenure::payment_method {

struct SignMandateCommand {
    Caller caller;
    PaymentMethodId method;
    Consent consent;
};

struct AmendMandateCommand {
    Caller caller;
    PaymentMethodId method;
    DebitInput input;
};

class Mandates {
  public:
    Mandates(PaymentMethodStore& store, const Providers& providers,
             const Fingerprints& fingerprints, const EventDocuments& documents, Creditor creditor);

    /// Nothing is collected under it any more; cancelled again, it stays as it is. Errors:
    /// `payment_method_not_found`, `mandate_missing` (not_found) of a card.
    Result<PaymentMethod> cancel(const Caller& caller, const PaymentMethodId& id);
    /// A new mandate for the same account, with another reference. Errors as cancel's, and
    /// `invalid_fields` without consent, `payment_method_in_use` (conflict) while a payment under
    /// the mandate has no outcome, Provider::sign's.
    Result<PaymentMethod> sign(const SignMandateCommand& command);
    /// Errors as cancel's, check_amendment's, `mandate_ended` (conflict) of a mandate that must be
    /// signed anew, `payment_method_exists` (conflict).
    Result<PaymentMethod> amend(const AmendMandateCommand& command);

  private:
    struct Found {
        PaymentMethod method;
        RegisteredRow row;
        bool in_use = false;  ///< a payment has no outcome yet
    };
    Result<Found> find(const AccountId& account, const PaymentMethodId& id);
    /// Throws std::runtime_error where it is no longer configured.
    /// Writes down in the history what became of a mandate.
    void note(PaymentMethodTx& tx, const Caller& caller, const std::string& what,
              const PaymentMethod& before, const PaymentMethod& after) const;
    Provider& provider_of(const RegisteredRow& row) const;

    PaymentMethodStore& store_;
    const Providers& providers_;
    const Fingerprints& fingerprints_;
    const EventDocuments& documents_;
    Creditor creditor_;
};

}  // namespace tenure::payment_method
