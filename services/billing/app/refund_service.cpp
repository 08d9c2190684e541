#include "billing/app/refund_service.hpp"

#include "domain/failpoint.hpp"

namespace tenure::billing {

Result<bool> RefundService::refund_next() {
    const std::optional<DueRefund> due = queue_.take_due();
    if (!due) return false;
    Caller caller = service_caller_(due->account);
    caller.on_test_clock = due->on_test_clock;
    if (due->on_test_clock) caller.now = due->created_at;
    const Result<Refunder::Outcome> outcome = refunder_.refund(caller, *due);
    TENURE_FAILPOINT("billing.credit_refunded");
    // What is not known yet is asked for again after the lease, under the same id.
    if (!outcome.ok() || outcome->kind == Refunder::Outcome::Kind::open) return true;
    const bool paid_back = outcome->kind == Refunder::Outcome::Kind::succeeded;
    TENURE_TRY(store_.transact(due->account, [&](BillingTx& tx) -> Status {
        const bool news = tx.credit_notes().finish_refund(
            due->note, paid_back ? std::string() : outcome->failure_code, caller.now);
        const std::optional<CreditNote> note = tx.credit_notes().find(due->note);
        if (news && note)
            tx.publish(paid_back ? "credit_note.refunded" : "credit_note.refund_failed",
                       events_.credit_note(*note), caller.now);
        return done;
    }));
    return true;
}

}  // namespace tenure::billing
