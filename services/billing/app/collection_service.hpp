#pragma once
// The queue of payments for issued invoices: each attempt is looked at once more, asked for under
// its own id, and settled by whoever learns of its outcome first.

#include "billing/app/debts.hpp"

namespace tenure::billing {

struct PayNowCommand {
    Caller caller;
    InvoiceId invoice;
    std::optional<IdempotencyKey> key;
};

struct InvoicePayment {
    Attempt attempt;
    Invoice invoice;  ///< as it stands afterwards
};

class CollectionService {
  public:
    CollectionService(BillingStore& store, DebtStore& queue, Collector& collector,
                      const Debts& debts, std::function<Caller(const AccountId&)> service_caller);

    /// Collects an open invoice at once. The attempt may be failed, processing or asked.
    /// Errors: `invoice_not_found`, `invoice_not_open`, `payment_in_progress`.
    Result<InvoicePayment> pay_now(const PayNowCommand& command);

    /// Works on one attempt of the queue; false when none is due.
    Result<bool> collect_next(Timestamp now);
    /// The same of one account, which may be on a test clock.
    Result<bool> collect_next_of(const AccountId& account, Timestamp now);
    /// Finds out what has become of the attempts that others work on. No harm is done by asking
    /// twice: an attempt has one id, and whoever learns of its outcome first settles it.
    Status join(const AccountId& account);
    /// One account's reminders and suspensions; false when none is due.
    Result<bool> step_next(Timestamp now);
    Status step(const AccountId& account, Timestamp now);

    /// Takes over the outcome of a payment for an invoice from payment-method's events, once.
    Status take_over(const AccountId& account, const PaymentId& id, const Payment& payment,
                     Timestamp at, const std::string& from, const std::string& to);
    /// The account has a new default payment method.
    Status method_changed(const AccountId& account, Timestamp at, const std::string& from,
                          const std::string& to);

  private:
    struct Looked {
        std::optional<Charge> charge;  ///< nothing when there is nothing to charge any more
        bool asked_before = false;
    };
    Result<bool> work_on(const std::optional<DueAttempt>& due, Timestamp now);
    Status carry_on(const Caller& caller, const PaymentId& id);
    /// The last look before a charge, under the account's lock.
    Result<Looked> look(const Caller& caller, const PaymentId& id);
    Result<std::optional<Payment>> ask(const Caller& caller, const PaymentId& id,
                                       const Looked& looked);
    Status settle(BillingTx& tx, Attempt attempt, const Payment& payment, Timestamp at);
    Status cancel(const Caller& caller, const PaymentId& id);
    Result<InvoicePayment> now_at(const AccountId& account, const PaymentId& id);
    Result<PaymentId> begin(const PayNowCommand& command);

    BillingStore& store_;
    DebtStore& queue_;
    Collector& collector_;
    const Debts& debts_;
    std::function<Caller(const AccountId&)> service_caller_;
};

}  // namespace tenure::billing
