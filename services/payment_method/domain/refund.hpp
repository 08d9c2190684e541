#pragma once
// Money paid back: part of a payment or all of it, never more than was paid.

#include <string>
#include <string_view>

#include "domain/id.hpp"
#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "payment_method/domain/payment.hpp"

namespace tenure::payment_method {

struct RefundKind {
    static constexpr std::string_view prefix = "rfd";
};
using RefundId = Id<RefundKind>;

enum class RefundStatus { created, processing, succeeded, failed, unknown };
std::string_view name_of(RefundStatus status);
/// Throws std::invalid_argument on a name that we never wrote.
RefundStatus refund_status(std::string_view name);
constexpr bool is_open(RefundStatus status) {
    return status != RefundStatus::succeeded && status != RefundStatus::failed;
}

struct Refund {
    RefundId id;
    PaymentId payment;
    RefundStatus status = RefundStatus::created;
    Money amount;
    std::string failure_code;  ///< when failed
    std::string reference;     ///< the provider's
    Timestamp created_at;
    bool on_test_clock = false;
};

/// May so much be paid back of the payment, of which `promised` was before? Errors (conflict):
/// `payment_not_refundable`, `refund_exceeds_payment` with the member `refundable` in minor units.
Status check_refund(const Payment& payment, Money promised, Money amount);

/// The refund after the outcome became known. A final refund stays as it is.
Refund settle(Refund refund, const ChargeOutcome& outcome);

}  // namespace tenure::payment_method
