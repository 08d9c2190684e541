#pragma once
// The port to a payment provider: keeps instruments, charges them once a key, tells what became of
// a charge. Implementations are in clients/ (sandbox, and whatever else is configured).

#include <optional>
#include <string>
#include <variant>

#include "domain/id.hpp"
#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "payment_method/domain/card_check.hpp"
#include "payment_method/domain/debit_check.hpp"
#include "payment_method/domain/payment.hpp"

namespace tenure::payment_method {

/// What a provider is asked to keep.
using NewInstrument = std::variant<CheckedCard, CheckedDebit>;

/// An instrument as the provider keeps it.
struct RegisteredInstrument {
    std::string token;
    Funding funding = Funding::unknown;  ///< of a card
};

/// What a provider is asked to charge. Account and payment are its idempotency key: however often
/// it is asked under the same key, it charges once.
struct ChargeRequest {
    AccountId account;
    PaymentId payment;
    MethodType type = MethodType::card;
    std::string token;
    Money amount;
    std::string description;
    Timestamp now;  ///< the account's time
};

/// A company that keeps instruments and charges them. Implementations never throw for what a
/// network can do: a time-out while charging is the outcome `unknown`.
class Provider {
  public:
    virtual ~Provider() = default;
    virtual Result<RegisteredInstrument> keep(const NewInstrument& instrument) = 0;
    virtual void forget(const std::string& token) = 0;
    virtual ChargeOutcome charge(const ChargeRequest& request) = 0;
    /// What has become of a charge by `now`, the account's time; nothing when the provider never
    /// saw the key. A provider without a clock of its own account ignores `now`.
    virtual std::optional<ChargeOutcome> find(const AccountId& account, const PaymentId& payment,
                                              Timestamp now) = 0;
};

}  // namespace tenure::payment_method
