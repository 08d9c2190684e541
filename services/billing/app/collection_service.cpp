#include "billing/app/collection_service.hpp"

#include "domain/failpoint.hpp"

namespace tenure::billing {

namespace {

Error invoice_not_found() {
    return {ErrorKind::not_found, "invoice_not_found", "the account has no such invoice"};
}

}  // namespace

CollectionService::CollectionService(BillingStore& store, DebtStore& queue, Collector& collector,
                                     const Debts& debts,
                                     std::function<Caller(const AccountId&)> service_caller)
    : store_(store),
      queue_(queue),
      collector_(collector),
      debts_(debts),
      service_caller_(std::move(service_caller)) {}

// --- pay now

Result<InvoicePayment> CollectionService::pay_now(const PayNowCommand& command) {
    const AccountId& account = command.caller.account;
    PaymentId id;
    if (command.key && command.key->resume) {
        id = PaymentId(*command.key->resume);
    } else {
        TENURE_TRY_ASSIGN(id, begin(command));
    }
    TENURE_FAILPOINT("billing.pay_now_begun");
    const Status carried = carry_on(command.caller, id);
    // What is not known yet is found out by the queue; the customer learns that it is not known.
    if (!carried.ok() && carried.error().kind == ErrorKind::internal) return carried.error();
    return now_at(account, id);
}

/// Takes the attempt that waits for its day, or makes one; it is due now and leased to this
/// request.
Result<PaymentId> CollectionService::begin(const PayNowCommand& command) {
    PaymentId id;
    TENURE_TRY(store_.transact(command.caller.account, [&](BillingTx& tx) -> Status {
        const std::optional<Invoice> invoice = tx.find(command.invoice);
        if (!invoice || !invoice->number) return invoice_not_found();
        if (invoice->status != InvoiceStatus::open)
            return Error{ErrorKind::conflict, "invoice_not_open",
                         "the invoice is not open for payment"};
        TENURE_TRY(not_being_paid(tx, *invoice));
        std::optional<Attempt> attempt = tx.debts().active(command.invoice);
        if (!attempt) {
            attempt = Attempt{PaymentId::make(command.caller.now), command.invoice,
                              AttemptStatus::scheduled, command.caller.now};
            tx.debts().insert(*attempt);
        }
        id = attempt->id;
        TENURE_TRY(tx.debts().claim(command.key, id));
        attempt->status = AttemptStatus::asked;
        attempt->asked_at = command.caller.now;
        tx.debts().update(*attempt);
        tx.debts().take_up(id);
        tx.audit(
            command.caller,
            {"invoice.payment_requested", "/v1/billing/invoices/" + command.invoice.str(), {}, {}});
        return done;
    }));
    return id;
}

Result<InvoicePayment> CollectionService::now_at(const AccountId& account, const PaymentId& id) {
    std::optional<InvoicePayment> found;
    TENURE_TRY(store_.transact(account, [&](BillingTx& tx) -> Status {
        const std::optional<Attempt> attempt = tx.debts().find(id);
        if (!attempt) return invoice_not_found();
        const std::optional<Invoice> invoice = tx.find(attempt->invoice);
        if (!invoice) return invoice_not_found();
        found = InvoicePayment{*attempt, *invoice};
        return done;
    }));
    return *found;
}

// --- the queue

Result<bool> CollectionService::collect_next(Timestamp now) {
    return work_on(queue_.take_attempt(now), now);
}

Result<bool> CollectionService::collect_next_of(const AccountId& account, Timestamp now) {
    return work_on(queue_.take_attempt_of(account, now), now);
}

Status CollectionService::join(const AccountId& account) {
    for (const DueAttempt& asked : queue_.asked_of(account))
        TENURE_TRY(work_on(asked, asked.asked_at.value()));
    return done;
}

Result<bool> CollectionService::work_on(const std::optional<DueAttempt>& due, Timestamp now) {
    if (!due) return false;
    TENURE_FAILPOINT("billing.attempt_taken");
    Caller caller = service_caller_(due->account);
    caller.now = now;
    caller.on_test_clock = due->on_test_clock;
    // Where nobody moves the account's clock, it is still when the payment was asked for.
    if (due->on_test_clock && due->asked_at) caller.now = *due->asked_at;
    const Status carried = carry_on(caller, due->id);
    // What is not known yet is asked again after the lease; only a defect is worth a log line.
    if (!carried.ok() && carried.error().kind == ErrorKind::internal) return carried.error();
    return true;
}

Status CollectionService::carry_on(const Caller& caller, const PaymentId& id) {
    TENURE_TRY_ASSIGN(const Looked looked, look(caller, id));
    if (!looked.charge && !looked.asked_before) return done;
    TENURE_FAILPOINT("billing.attempt_asked");
    TENURE_TRY_ASSIGN(const std::optional<Payment> payment, ask(caller, id, looked));
    TENURE_FAILPOINT("billing.attempt_paid");
    if (!payment) return cancel(caller, id);
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        const std::optional<Attempt> attempt = tx.debts().find(id);
        return attempt ? settle(tx, *attempt, *payment, caller.now) : Status(done);
    }));
    TENURE_FAILPOINT("billing.attempt_settled");
    return done;
}

Result<CollectionService::Looked> CollectionService::look(const Caller& caller,
                                                          const PaymentId& id) {
    Looked looked;
    TENURE_TRY(store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        looked = Looked{};
        std::optional<Attempt> attempt = tx.debts().find(id);
        if (!attempt) return done;
        const bool scheduled = attempt->status == AttemptStatus::scheduled;
        if (!scheduled && attempt->status != AttemptStatus::asked) return done;
        looked.asked_before = !scheduled;
        const std::optional<Invoice> invoice = tx.find(attempt->invoice);
        if (invoice && invoice->status == InvoiceStatus::open) {
            looked.charge = Charge{id, invoice->id, invoice->number.value(), amount_due(*invoice)};
            attempt->status = AttemptStatus::asked;
            if (scheduled) attempt->asked_at = caller.now;
        } else if (scheduled) {
            attempt->status = AttemptStatus::cancelled;
        }
        tx.debts().update(*attempt);
        return done;
    }));
    return looked;
}

/// Nothing when the attempt was called off: the invoice is not open any more.
Result<std::optional<Payment>> CollectionService::ask(const Caller& caller, const PaymentId& id,
                                                      const Looked& looked) {
    if (!looked.charge) return collector_.call_off(caller, id);
    Result<Payment> payment = collector_.collect(caller, *looked.charge);
    if (payment.ok()) return std::optional(std::move(*payment));
    const Error refusal = payment.error();
    if (refusal.code == "payment_cancelled") return std::optional<Payment>();
    if (refusal.code != "payment_method_missing") return refusal;
    // An earlier request under this id may still be on its way.
    TENURE_TRY_ASSIGN(std::optional<Payment> made, collector_.call_off(caller, id));
    if (made) return made;
    return std::optional(Payment{Payment::Status::failed, Decline{refusal.code, refusal.detail}});
}

Status CollectionService::cancel(const Caller& caller, const PaymentId& id) {
    return store_.transact(caller.account, [&](BillingTx& tx) -> Status {
        std::optional<Attempt> attempt = tx.debts().find(id);
        if (!attempt || attempt->status != AttemptStatus::asked) return done;
        attempt->status = AttemptStatus::cancelled;
        tx.debts().update(*attempt);
        return done;
    });
}

// --- outcomes

Status CollectionService::settle(BillingTx& tx, Attempt attempt, const Payment& payment,
                                 Timestamp at) {
    const auto becomes = [&](AttemptStatus status) {
        attempt.status = status;
        if (status == AttemptStatus::failed || status == AttemptStatus::returned)
            attempt.failure_code = payment.failure ? payment.failure->code : "payment_declined";
        tx.debts().update(attempt);
    };
    const std::optional<Invoice> invoice = tx.find(attempt.invoice);
    if (!invoice) return done;
    const bool open = invoice->status == InvoiceStatus::open;
    const bool waits =
        attempt.status == AttemptStatus::asked || attempt.status == AttemptStatus::processing;
    switch (payment.status) {
        case Payment::Status::unknown:
            return done;
        case Payment::Status::processing:
            if (attempt.status == AttemptStatus::asked) becomes(AttemptStatus::processing);
            return done;
        case Payment::Status::succeeded:
            if (!waits) return done;
            becomes(AttemptStatus::succeeded);
            if (open) debts_.paid(tx, *invoice, at);
            return done;
        case Payment::Status::failed:
            if (!waits) return done;
            becomes(AttemptStatus::failed);
            if (open) debts_.failed(tx, *invoice, attempt, payment.method, at);
            return done;
        case Payment::Status::returned:
            if (!waits && attempt.status != AttemptStatus::succeeded) return done;
            becomes(AttemptStatus::returned);
            debts_.returned(tx, *invoice, attempt, payment.method, at);
            return done;
    }
    return done;
}

Status CollectionService::take_over(const AccountId& account, const PaymentId& id,
                                    const Payment& payment, Timestamp at, const std::string& from,
                                    const std::string& to) {
    return store_.transact(account, [&](BillingTx& tx) -> Status {
        TENURE_TRY(tx.consumed(from, to));
        const std::optional<Attempt> attempt = tx.debts().find(id);
        return attempt ? settle(tx, *attempt, payment, at) : Status(done);
    });
}

Status CollectionService::method_changed(const AccountId& account, Timestamp at,
                                         const std::string& from, const std::string& to) {
    return store_.transact(account, [&](BillingTx& tx) -> Status {
        TENURE_TRY(tx.consumed(from, to));
        debts_.collect_at_once(tx, at);
        return done;
    });
}

// --- the debts' own steps

Result<bool> CollectionService::step_next(Timestamp now) {
    const std::optional<AccountId> account = queue_.next_step(now);
    if (!account) return false;
    TENURE_TRY(step(*account, now));
    return true;
}

Status CollectionService::step(const AccountId& account, Timestamp now) {
    return store_.transact(account, [&](BillingTx& tx) -> Status {
        debts_.step(tx, now);
        return done;
    });
}

}  // namespace tenure::billing
