#include "payment_method/domain/payment.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace tenure::payment_method {

namespace {

constexpr std::array<std::pair<std::string_view, PaymentStatus>, 4> statuses{
    {{"created", PaymentStatus::created},
     {"succeeded", PaymentStatus::succeeded},
     {"failed", PaymentStatus::failed},
     {"unknown", PaymentStatus::unknown}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> failures{
    {{"payment_declined", "the card was declined by its issuer"},
     {"insufficient_funds", "the card has insufficient funds"},
     {"payment_authentication_required", "the issuer asks the card's holder to authenticate"},
     {"payment_method_expired", "the card had expired when it was to be charged"}}};

}  // namespace

std::string_view name_of(PaymentStatus status) {
    for (const auto& [name, value] : statuses)
        if (value == status) return name;
    throw std::invalid_argument("unnamed payment status");
}

PaymentStatus payment_status(std::string_view name) {
    for (const auto& [known, value] : statuses)
        if (known == name) return value;
    throw std::invalid_argument("unknown payment status " + std::string(name));
}

Payment settle(Payment payment, const ChargeOutcome& outcome) {
    if (is_final(payment.status)) return payment;
    switch (outcome.kind) {
        case ChargeOutcome::Kind::succeeded:
            payment.status = PaymentStatus::succeeded;
            break;
        case ChargeOutcome::Kind::failed:
            payment.status = PaymentStatus::failed;
            payment.failure_code = outcome.failure_code;
            break;
        case ChargeOutcome::Kind::unknown:
            payment.status = PaymentStatus::unknown;
            break;
    }
    return payment;
}

Status check_same(const Payment& payment, Money amount, const Purpose& purpose) {
    if (payment.amount == amount && payment.purpose == purpose) return done;
    return Error{ErrorKind::conflict, "payment_mismatch",
                 "the payment's id was used for another amount or purpose"};
}

std::string_view failure_detail(std::string_view code) {
    for (const auto& [known, detail] : failures)
        if (known == code) return detail;
    return "the payment failed";
}

}  // namespace tenure::payment_method
