#pragma once
// Cards and bank accounts at Stripe: kept with a customer of its own for each account, and set up
// so that they can be charged while nobody is there.

#include "payment_method/app/provider.hpp"
#include "payment_method/app/stripe_book.hpp"
#include "payment_method/clients/stripe_api.hpp"
#include "payment_method/clients/stripe_documents.hpp"

namespace tenure::payment_method {

class StripeInstruments {
  public:
    StripeInstruments(StripeApi& api, StripeBook& book, const Clock& clock,
                      const StripeOptions& options);

    /// Errors as of Provider::keep(), `card_authentication_required` (conflict) with the members
    /// `url` and `token`, `payment_provider_unavailable` (unavailable).
    Result<RegisteredInstrument> keep(const NewInstrument& instrument);
    void forget(const std::string& token);

  private:
    Result<RegisteredInstrument> keep_card(const AccountId& account, const std::string& token);
    Result<RegisteredInstrument> keep_debit(const AccountId& account, const CheckedDebit& debit);
    Result<std::string> customer_of(const AccountId& account);
    Result<StripeSetupIntent> set_up_card(const AccountId& account, const std::string& customer,
                                          const std::string& token);
    Result<StripeSetupIntent> set_up_debit(const AccountId& account, const std::string& customer,
                                           const std::string& method, const Mandate& mandate);
    Result<RegisteredInstrument> kept_card(const StripeSetupIntent& setup,
                                           const std::string& customer);
    StripeForm set_up_form(const AccountId& account, const std::string& customer,
                           const std::string& method) const;
    std::string once() const;

    StripeApi& api_;
    StripeBook& book_;
    const Clock& clock_;
    const std::string return_url_;
    const std::string debit_email_;
};

}  // namespace tenure::payment_method
