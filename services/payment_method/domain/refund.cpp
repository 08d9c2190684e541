#include "payment_method/domain/refund.hpp"

#include "domain/enum_names.hpp"

namespace tenure::payment_method {

namespace {

constexpr EnumNames<RefundStatus, 5> statuses{{{"created", RefundStatus::created},
                                               {"processing", RefundStatus::processing},
                                               {"succeeded", RefundStatus::succeeded},
                                               {"failed", RefundStatus::failed},
                                               {"unknown", RefundStatus::unknown}}};

RefundStatus status_of(ChargeOutcome::Kind kind) {
    switch (kind) {
        case ChargeOutcome::Kind::succeeded:
            return RefundStatus::succeeded;
        case ChargeOutcome::Kind::failed:
        case ChargeOutcome::Kind::returned:
            return RefundStatus::failed;
        case ChargeOutcome::Kind::processing:
        case ChargeOutcome::Kind::requires_action:
            return RefundStatus::processing;
        case ChargeOutcome::Kind::unknown:
            break;
    }
    return RefundStatus::unknown;
}

}  // namespace

std::string_view name_of(RefundStatus status) {
    return name_in(statuses, status);
}

RefundStatus refund_status(std::string_view name) {
    return value_in(statuses, name);
}

Status check_refund(const Payment& payment, Money promised, Money amount) {
    if (payment.status != PaymentStatus::succeeded && payment.status != PaymentStatus::refunded)
        return Error{ErrorKind::conflict, "payment_not_refundable",
                     "only a payment that succeeded can be paid back"};
    if (amount.currency() == payment.amount.currency() &&
        amount.minor() <= payment.amount.minor() - promised.minor())
        return done;
    return Error{ErrorKind::conflict,
                 "refund_exceeds_payment",
                 "more would be paid back than was paid",
                 {},
                 {{"refundable", payment.amount.minor() - promised.minor()}}};
}

Refund settle(Refund refund, const ChargeOutcome& outcome) {
    if (!is_open(refund.status)) return refund;
    const RefundStatus status = status_of(outcome.kind);
    if (!outcome.reference.empty()) refund.reference = outcome.reference;
    if (refund.status == RefundStatus::processing && status == RefundStatus::unknown) return refund;
    refund.status = status;
    if (status == RefundStatus::failed) refund.failure_code = outcome.failure_code;
    return refund;
}

}  // namespace tenure::payment_method
