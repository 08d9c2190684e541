#pragma once
// One payment: created, charged at most once, then succeeded, failed, or unknown until the provider
// has been asked again.

#include <optional>
#include <string>
#include <string_view>

#include "domain/id.hpp"
#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::payment_method {

/// `created`: recorded, and the provider may or may not have been asked.
enum class PaymentStatus { created, succeeded, failed, unknown };
std::string_view name_of(PaymentStatus status);
/// Throws std::invalid_argument on a name that we never wrote.
PaymentStatus payment_status(std::string_view name);
constexpr bool is_final(PaymentStatus status) {
    return status == PaymentStatus::succeeded || status == PaymentStatus::failed;
}

/// What is paid: `{"order", "chg_..."}`.
struct Purpose {
    std::string type;
    std::string id;
    bool operator==(const Purpose&) const = default;
};

struct Payment {
    PaymentId id;
    PaymentStatus status = PaymentStatus::created;
    Money amount;
    Purpose purpose;
    std::string description;
    PaymentMethodId method;
    std::string failure_code;  ///< when failed
    Timestamp created_at;      ///< the account's time
    bool on_test_clock = false;
};

/// A provider's answer about one charge.
struct ChargeOutcome {
    enum class Kind { succeeded, failed, unknown } kind = Kind::unknown;
    std::string failure_code = {};  ///< when failed

    static ChargeOutcome success() { return {Kind::succeeded}; }
    static ChargeOutcome failure(std::string code) { return {Kind::failed, std::move(code)}; }
    static ChargeOutcome unknown() { return {Kind::unknown}; }
    bool operator==(const ChargeOutcome&) const = default;
};

/// The payment after the outcome became known. A final payment stays as it is.
Payment settle(Payment payment, const ChargeOutcome& outcome);

/// Error `payment_mismatch` (conflict) unless the request under a payment's id asks for that
/// payment.
Status check_same(const Payment& payment, Money amount, const Purpose& purpose);

/// What a failure's code means, in English.
std::string_view failure_detail(std::string_view code);

}  // namespace tenure::payment_method
