#include "payment_method/domain/payment.hpp"

#include <array>
#include <utility>

#include "domain/enum_names.hpp"

namespace tenure::payment_method {

namespace {

constexpr EnumNames<PaymentStatus, 8> statuses{{{"created", PaymentStatus::created},
                                                {"requires_action", PaymentStatus::requires_action},
                                                {"processing", PaymentStatus::processing},
                                                {"succeeded", PaymentStatus::succeeded},
                                                {"failed", PaymentStatus::failed},
                                                {"unknown", PaymentStatus::unknown},
                                                {"returned", PaymentStatus::returned},
                                                {"refunded", PaymentStatus::refunded}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> failures{
    {{"payment_declined", "the card's issuer or the account's bank declined"},
     {"insufficient_funds", "there is not enough money on the card or account"},
     {"payment_authentication_required", "the issuer asks the card's holder to authenticate"},
     {"payment_method_expired", "the card had expired when it was to be charged"},
     {"debit_limit_exceeded", "more was to be debited than is agreed for a week"},
     {"debit_refunded", "the account's holder asked the bank for the money back"},
     {"debit_unauthorised", "the account's holder disputes the mandate"},
     {"bank_account_closed", "the bank account is closed, blocked or takes no debits"},
     {"mandate_ended", "nothing may be collected under the mandate any more"},
     {"refund_declined", "the provider declined to pay it back"},
     {"payment_disputed", "the card's holder disputes the payment"}}};

bool may_become(PaymentStatus from, PaymentStatus to) {
    switch (from) {
        case PaymentStatus::created:
        case PaymentStatus::unknown:
            return true;
        case PaymentStatus::requires_action:
        case PaymentStatus::processing:
            return to != PaymentStatus::unknown && to != PaymentStatus::requires_action;
        case PaymentStatus::succeeded:
        case PaymentStatus::refunded:  // then the money has gone twice
            return to == PaymentStatus::returned;
        case PaymentStatus::failed:
        case PaymentStatus::returned:
            break;
    }
    return false;
}

PaymentStatus status_of(ChargeOutcome::Kind kind) {
    switch (kind) {
        case ChargeOutcome::Kind::succeeded:
            return PaymentStatus::succeeded;
        case ChargeOutcome::Kind::failed:
            return PaymentStatus::failed;
        case ChargeOutcome::Kind::processing:
            return PaymentStatus::processing;
        case ChargeOutcome::Kind::returned:
            return PaymentStatus::returned;
        case ChargeOutcome::Kind::requires_action:
            return PaymentStatus::requires_action;
        case ChargeOutcome::Kind::unknown:
            break;
    }
    return PaymentStatus::unknown;
}

}  // namespace

std::string_view name_of(PaymentStatus status) {
    return name_in(statuses, status);
}

PaymentStatus payment_status(std::string_view name) {
    return value_in(statuses, name);
}

Payment settle(Payment payment, const ChargeOutcome& outcome) {
    const PaymentStatus status = status_of(outcome.kind);
    if (!outcome.reference.empty()) payment.reference = outcome.reference;
    // Announced once, for the day that was known first.
    if (!payment.collected_on) payment.collected_on = outcome.collected_on;
    // What was paid back had succeeded, and may still come back.
    const bool as_known = status == payment.status || (payment.status == PaymentStatus::refunded &&
                                                       status == PaymentStatus::succeeded);
    if (as_known) {
        payment.due_at = outcome.news_at;
        return payment;
    }
    if (!may_become(payment.status, status)) return payment;
    payment.status = status;
    payment.failure_code = outcome.failure_code;
    payment.action_url = outcome.action_url;
    payment.due_at = outcome.news_at;
    return payment;
}

Status check_same(const Payment& payment, Money amount, const Purpose& purpose) {
    if (payment.amount == amount && payment.purpose == purpose) return done;
    return Error{ErrorKind::conflict, "payment_mismatch",
                 "the payment's id was used for another amount or purpose"};
}

bool ends_mandate(std::string_view failure_code) {
    return failure_code == "bank_account_closed" || failure_code == "debit_unauthorised";
}

std::string_view failure_detail(std::string_view code) {
    for (const auto& [known, detail] : failures)
        if (known == code) return detail;
    return "the payment failed";
}

}  // namespace tenure::payment_method
