#pragma once
// The use cases of payments. A payment's id is its key: however often it is asked for, by whomever,
// it is charged at most once.

#include <functional>
#include <string>

#include "payment_method/app/ports.hpp"

namespace tenure::payment_method {

struct PayCommand {
    Caller caller;
    PaymentId id;
    Money amount;
    Purpose purpose;
    std::string description;
    bool customer_present = false;  ///< who could authenticate; nobody is at a renewal
};

/// What the provider is asked about a payment.
ChargeRequest request_of(const AccountId& account, const Charge& charge, Timestamp now);

class Payments {
  public:
    Payments(PaymentMethodStore& store, const Providers& providers,
             const EventDocuments& documents);

    /// Error `payment_not_found`.
    Result<Payment> find(const AccountId& account, const PaymentId& id);
    /// Charges the default payment method, or finds out what became of an earlier call under this
    /// id. Errors: `payment_method_missing` (not_found), `payment_mismatch` (conflict),
    /// `payment_cancelled` (conflict).
    Result<Payment> pay(const PayCommand& command);
    /// Finds the outcome of one payment that was left without; false when there is none.
    /// `now_of`: the present of an account that is not on a test clock.
    Result<bool> sweep(const std::function<Timestamp()>& now_of);

    /// Makes sure that the payment will not be made, if it has not been asked for yet. Otherwise it
    /// is too late: the payment as it stands.
    Result<std::optional<Payment>> cancel(const Caller& caller, const PaymentId& id);
    /// Asks the provider what has become of a payment by `now`, the account's time; false when it
    /// could not tell.
    Result<bool> look(const AccountId& account, const PaymentId& id, Timestamp now);
    /// The account's present, as far as it is known here: a test clock stands still where nobody
    /// moves it.
    static Timestamp present(const Payment& payment, Timestamp real_now);

  private:
    struct Opening {
        Charge charge;
        bool fresh = false;  ///< no provider can have been asked yet
    };
    Result<Opening> open(const PayCommand& command);
    ChargeOutcome outcome_of(const AccountId& account, const Opening& opening, Timestamp now);
    Result<Payment> record(const AccountId& account, const PaymentId& id,
                           const ChargeOutcome& outcome, Timestamp now);
    Status postpone(const AccountId& account, const PaymentId& id, Timestamp until);
    void write(PaymentMethodTx& tx, Payment& payment, const ChargeOutcome& outcome,
               Timestamp now) const;

    PaymentMethodStore& store_;
    const Providers& providers_;
    const EventDocuments& documents_;
};

}  // namespace tenure::payment_method
