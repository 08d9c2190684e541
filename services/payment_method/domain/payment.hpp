#pragma once
// One payment: created, charged at most once, then succeeded, failed, being processed for days, or
// unknown until the provider has been asked again. Money that succeeded can still come back.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/id.hpp"
#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "payment_method/domain/payment_method.hpp"

namespace tenure::payment_method {

/// `created`: recorded, and the provider may or may not have been asked. `processing`: the provider
/// has accepted it and will tell. `requires_action`: the customer must authenticate first.
/// `returned`: it had succeeded, and the debtor's bank took it back. `refunded`: we paid it back.
enum class PaymentStatus {
    created,
    requires_action,
    processing,
    succeeded,
    failed,
    unknown,
    returned,
    refunded,
};
std::string_view name_of(PaymentStatus status);
/// Throws std::invalid_argument on a name that we never wrote.
PaymentStatus payment_status(std::string_view name);
/// The provider has taken it or refused it: asking for it again changes nothing.
constexpr bool is_decided(PaymentStatus status) {
    return status != PaymentStatus::created && status != PaymentStatus::unknown;
}

/// What is paid: `{"order", "chg_..."}` or `{"invoice", "inv_..."}`.
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
    MethodType method_type = MethodType::card;
    bool customer_present = false;          ///< who could authenticate
    std::string failure_code;               ///< when failed or returned
    std::string action_url;                 ///< where the customer authenticates, while required
    std::string reference;                  ///< the provider's own id of it
    std::int64_t refunded_minor = 0;        ///< what was paid back
    std::optional<Timestamp> due_at;        ///< when the provider will have news, as far as known
    std::optional<Date> collected_on = {};  ///< for which a direct debit was announced
    Timestamp created_at;                   ///< the account's time
    bool on_test_clock = false;
};

/// A provider's answer about one charge.
struct ChargeOutcome {
    enum class Kind {
        succeeded,
        failed,
        unknown,
        processing,
        requires_action,
        returned,
    } kind = Kind::unknown;
    std::string failure_code = {};          ///< when failed or returned
    std::optional<Timestamp> news_at = {};  ///< when to look again
    std::string action_url = {};            ///< when an action is required
    std::string reference = {};             ///< the provider's own id, if there is one
    std::optional<Date> collected_on = {};  ///< the day of a direct debit, once it is known

    static ChargeOutcome success() { return {Kind::succeeded}; }
    static ChargeOutcome failure(std::string code) { return {Kind::failed, std::move(code)}; }
    static ChargeOutcome unknown() { return {Kind::unknown}; }
    bool operator==(const ChargeOutcome&) const = default;
};

/// The payment after the outcome became known. What failed stays failed, what came back stays
/// returned, and what succeeded changes only by coming back.
Payment settle(Payment payment, const ChargeOutcome& outcome);

/// Error `payment_mismatch` (conflict) unless the request under a payment's id asks for that
/// payment.
Status check_same(const Payment& payment, Money amount, const Purpose& purpose);

/// Whether a debit that failed or came back for this reason is the last one under its mandate: the
/// account is closed, or its holder denies the mandate.
bool ends_mandate(std::string_view failure_code);

/// What a failure's code means, in English.
std::string_view failure_detail(std::string_view code);

}  // namespace tenure::payment_method
