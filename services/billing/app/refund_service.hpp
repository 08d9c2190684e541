#pragma once
// What credit notes of paid invoices give back is paid back: a queue of refunds, each asked of
// payment-method under an id that is made of the credit note's, until its outcome is known.

#include <functional>
#include <optional>
#include <string>

#include "billing/app/ports.hpp"

namespace tenure::billing {

/// A refund that waits, leased to who took it.
struct DueRefund {
    AccountId account;
    CreditNoteId note;
    PaymentId payment;
    Money amount;
    Timestamp created_at;
    bool on_test_clock = false;
};

class RefundQueue {
  public:
    virtual ~RefundQueue() = default;
    /// Takes one that nobody has worked on for a while, and leases it with back-off.
    virtual std::optional<DueRefund> take_due() = 0;
    virtual std::int64_t count_waiting() = 0;
};

/// payment-method, as refunds see it.
class Refunder {
  public:
    virtual ~Refunder() = default;
    struct Outcome {
        enum class Kind { open, succeeded, failed } kind = Kind::open;
        std::string failure_code = {};
    };
    /// Pays back under the credit note's id; the same one is never paid back twice. A refusal is
    /// the outcome `failed`; errors: the outcome is not known.
    virtual Result<Outcome> refund(const Caller& caller, const DueRefund& due) = 0;
};

class RefundService {
  public:
    RefundService(BillingStore& store, RefundQueue& queue, Refunder& refunder, EventWriter& events,
                  std::function<Caller(const AccountId&)> service_caller)
        : store_(store),
          queue_(queue),
          refunder_(refunder),
          events_(events),
          service_caller_(std::move(service_caller)) {}

    /// Works on one refund; false when none is due.
    Result<bool> refund_next();

  private:
    BillingStore& store_;
    RefundQueue& queue_;
    Refunder& refunder_;
    EventWriter& events_;
    std::function<Caller(const AccountId&)> service_caller_;
};

}  // namespace tenure::billing
