#pragma once
// Where the sandbox provider keeps its own instruments and charges: apart from our tables and in
// transactions of its own, as a provider elsewhere would.

#include <optional>
#include <string>

#include "payment_method/app/provider.hpp"

namespace tenure::payment_method {

/// How an instrument of the sandbox behaves when it is charged. Debits take days, cards do not.
enum class SandboxBehaviour {
    succeeds,
    declines,
    lacks_funds,
    asks_authentication,
    loses_answer,   ///< charges, but the answer never arrives
    loses_request,  ///< the first request never arrives; the next one under the same key succeeds
    succeeds_late,
    declines_late,
    exceeds_limit,
    bounces,          ///< succeeds, then the bank returns it
    is_refunded,      ///< succeeds, then its holder has it refunded
    is_unauthorised,  ///< succeeds, then its holder disputes the mandate, a year later
    is_disputed,      ///< succeeds, then its holder disputes the payment
    needs_action,     ///< succeeds once its holder has authenticated
    needs_action_declines,
};

/// A charge in the book: what it becomes, when, and when that is undone.
struct SandboxCharge {
    Timestamp settles_at;
    std::string failure_code;  ///< empty when it succeeds
    std::optional<Timestamp> returns_at = {};
    std::string return_code = {};
    /// Until when the holder may authenticate; empty when that is not needed or was done.
    std::optional<Timestamp> action_until = {};
};

/// What has become of a charge by `now`, but for the place where its holder authenticates.
inline ChargeOutcome outcome_at(const SandboxCharge& charge, Timestamp now) {
    using Kind = ChargeOutcome::Kind;
    if (charge.action_until && now < *charge.action_until)
        return {Kind::requires_action, "", charge.action_until};
    if (charge.action_until) return ChargeOutcome::failure("payment_authentication_required");
    if (now < charge.settles_at) return {Kind::processing, "", charge.settles_at};
    if (!charge.failure_code.empty()) return ChargeOutcome::failure(charge.failure_code);
    if (charge.returns_at && *charge.returns_at <= now)
        return {Kind::returned, charge.return_code, std::nullopt};
    return {Kind::succeeded, "", charge.returns_at};
}

class SandboxBook {
  public:
    virtual ~SandboxBook() = default;
    virtual void keep(const std::string& token, SandboxBehaviour behaviour) = 0;
    virtual void forget(const std::string& token) = 0;
    virtual std::optional<SandboxBehaviour> behaviour_of(const std::string& token) = 0;

    /// A charge as it stands in the book; `first` when this call wrote it.
    struct Entry {
        SandboxCharge charge;
        bool first = false;
    };
    /// Writes the charge unless its key has one already; the one that stands is returned.
    virtual Entry enter(const ChargeRequest& request, const SandboxCharge& charge) = 0;
    virtual std::optional<SandboxCharge> find(const AccountId& account,
                                              const PaymentId& payment) = 0;
    /// The holder has authenticated, or has given up.
    virtual void finish_action(const AccountId& account, const PaymentId& payment,
                               bool authenticated) = 0;
    /// Writes the refund unless its key has one already, or more would be paid back than was
    /// charged; whether it stands.
    virtual bool enter_refund(const RefundRequest& request) = 0;
    virtual bool has_refund(const AccountId& account, const RefundId& refund) = 0;
    /// True at the first call for a key.
    virtual bool lose(const AccountId& account, const PaymentId& payment) = 0;
};

}  // namespace tenure::payment_method
