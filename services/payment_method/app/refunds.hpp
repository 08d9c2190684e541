#pragma once
// The use cases of paying back. A refund's id is its key, as a payment's is.

#include <functional>

#include "payment_method/app/ports.hpp"

namespace tenure::payment_method {

struct RefundCommand {
    Caller caller;
    PaymentId payment;
    RefundId id;
    Money amount;
};

class Refunds {
  public:
    Refunds(PaymentMethodStore& store, const Providers& providers, const EventDocuments& documents);

    /// Error `refund_not_found`.
    Result<Refund> find(const AccountId& account, const RefundId& id);
    /// Pays back, or finds out what became of an earlier call under this id. Errors:
    /// `payment_not_found`, `refund_mismatch` (conflict), check_refund's.
    Result<Refund> refund(const RefundCommand& command);
    /// Finds the outcome of one refund that was left without; false when there is none.
    Result<bool> sweep(const std::function<Timestamp()>& now_of);

  private:
    struct Opening {
        Refund refund;
        Charge charge;
        bool fresh = false;  ///< no provider can have been asked yet
    };
    Result<Opening> open(const RefundCommand& command);
    ChargeOutcome outcome_of(const AccountId& account, const Opening& opening, Timestamp now);
    Result<Refund> record(const AccountId& account, const RefundId& id,
                          const ChargeOutcome& outcome, Timestamp now);
    void write(PaymentMethodTx& tx, const Refund& refund, Timestamp now) const;

    PaymentMethodStore& store_;
    const Providers& providers_;
    const EventDocuments& documents_;
};

}  // namespace tenure::payment_method
