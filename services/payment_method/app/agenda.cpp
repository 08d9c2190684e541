#include "payment_method/app/agenda.hpp"

namespace tenure::payment_method {

Agenda::Agenda(PaymentMethodStore& store, PaymentMethods& methods, Payments& payments)
    : store_(store), methods_(methods), payments_(payments) {}

std::optional<Timestamp> Agenda::next_due(const AccountId& account) {
    const std::optional<Due> due = store_.next_due(account);
    return due ? std::optional(due->at) : std::nullopt;
}

Result<std::optional<Timestamp>> Agenda::run(const Caller& caller) {
    TENURE_TRY(store_.transact(caller.account, [&](PaymentMethodTx& tx) -> Status {
        tx.put_on_test_clock();
        return done;
    }));
    // Each step either settles what was due or puts it off, so that this comes to an end.
    std::optional<Due> due = store_.next_due(caller.account);
    while (due && due->at <= caller.now) {
        TENURE_TRY(run(*due, due->at));
        due = store_.next_due(caller.account);
    }
    return due ? std::optional(due->at) : std::nullopt;
}

Result<bool> Agenda::work(const std::function<Timestamp()>& now_of) {
    const Timestamp now = now_of();
    const std::optional<Due> due = store_.take_due(now);
    if (!due) return false;
    TENURE_TRY(run(*due, now));
    return true;
}

Status Agenda::run(const Due& due, Timestamp at) {
    if (due.payment) {
        TENURE_TRY(payments_.look(due.account, *due.payment, at));
        return done;
    }
    return methods_.announce_expiry(due.account, *due.expiring, at);
}

}  // namespace tenure::payment_method
