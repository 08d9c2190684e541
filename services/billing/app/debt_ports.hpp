#pragma once
// Collecting money for issued invoices: what it needs of the store, of payment-method and of those
// who write its events.

#include <optional>
#include <string>
#include <vector>

#include "billing/app/ports.hpp"
#include "billing/domain/dunning.hpp"
#include "domain/idempotency.hpp"

namespace tenure::billing {

enum class AttemptStatus {
    scheduled,   ///< for an instant
    asked,       ///< of payment-method; the outcome is not known
    processing,  ///< accepted; the outcome follows as an event
    succeeded,
    failed,
    cancelled,  ///< never asked: the invoice was not open any more
    returned,   ///< succeeded once, and came back
};
inline constexpr EnumNames<AttemptStatus, 7> attempt_status_names{{
    {"scheduled", AttemptStatus::scheduled},
    {"asked", AttemptStatus::asked},
    {"processing", AttemptStatus::processing},
    {"succeeded", AttemptStatus::succeeded},
    {"failed", AttemptStatus::failed},
    {"cancelled", AttemptStatus::cancelled},
    {"returned", AttemptStatus::returned},
}};
constexpr bool is_active(AttemptStatus status) {
    return status == AttemptStatus::scheduled || status == AttemptStatus::asked ||
           status == AttemptStatus::processing;
}

/// One payment for an invoice, under one id for good.
struct Attempt {
    PaymentId id;
    InvoiceId invoice;
    AttemptStatus status = AttemptStatus::scheduled;
    Timestamp due_at;
    std::optional<Timestamp> asked_at = {};
    std::optional<std::string> failure_code = {};
};

/// The account's debts and the payments for them, within a transaction that has locked it.
class DebtTx {
  public:
    virtual ~DebtTx() = default;
    virtual std::optional<Attempt> find(const PaymentId& id) = 0;
    /// The one that is not over yet.
    virtual std::optional<Attempt> active(const InvoiceId& invoice) = 0;
    virtual void insert(const Attempt& attempt) = 0;
    virtual void update(const Attempt& attempt) = 0;
    /// Leases an attempt to the caller; the queue leaves it alone meanwhile.
    virtual void take_up(const PaymentId& id) = 0;

    virtual std::vector<Debt> debts() = 0;
    virtual void save(const Debt& debt, std::optional<Timestamp> step_at) = 0;
    virtual void remove_debt(const InvoiceId& invoice) = 0;

    /// The instant at which the invoice was issued.
    virtual Timestamp opened_at(const InvoiceId& invoice) = 0;
    /// A paid invoice is open again.
    virtual void reopen(const InvoiceId& invoice) = 0;
    virtual void set_standing(Standing standing) = 0;
    /// Claims the key of a request for an attempt. Error `idempotency_key_in_use`.
    virtual Status claim(const std::optional<IdempotencyKey>& key, const PaymentId& id) = 0;
};

/// An attempt that somebody has to work on, and when the account is.
struct DueAttempt {
    AccountId account;
    PaymentId id;
    std::optional<Timestamp> asked_at;
    bool on_test_clock = false;
};

/// The queue of attempts and the debts' steps, over all accounts. Of accounts on a test clock only
/// attempts are taken that are due where their clock stands, or whose outcome is still to be found.
class DebtStore {
  public:
    virtual ~DebtStore() = default;
    /// Takes one attempt that is due or unfinished, and leases it with back-off.
    virtual std::optional<DueAttempt> take_attempt(Timestamp now) = 0;
    /// The same of one account, whatever clock it is on.
    virtual std::optional<DueAttempt> take_attempt_of(const AccountId& account, Timestamp now) = 0;
    /// The account's attempts whose outcome is not known, whoever works on them.
    virtual std::vector<DueAttempt> asked_of(const AccountId& account) = 0;
    /// An account of which a debt's step is due.
    virtual std::optional<AccountId> next_step(Timestamp now) = 0;
    /// How many attempts wait. For the metrics.
    virtual std::int64_t count_attempts() = 0;
};

/// Who is charged for what.
struct Charge {
    PaymentId id;
    InvoiceId invoice;
    std::string number;
    Money amount;
    bool customer_present = false;  ///< who could authenticate
};

/// What payment-method is told of an account: by whose calendar it lives, and whether it is over.
struct AccountState {
    bool ended = false;
    std::string time_zone;
};

/// payment-method, as the collection of invoices sees it.
class Collector {
  public:
    virtual ~Collector() = default;
    /// Charges the default payment method under an id; the same id is never paid twice.
    /// Errors `payment_method_missing`, `payment_cancelled`: nothing was charged; any other: the
    /// outcome is not known.
    virtual Result<Payment> collect(const Caller& caller, const Charge& charge) = 0;
    /// Gives a payment up that nobody wants any more: nothing when it was not made and now never
    /// will be, else what became of it.
    virtual Result<std::optional<Payment>> call_off(const Caller& caller, const PaymentId& id) = 0;
    virtual Result<bool> has_default_method(const Caller& caller) = 0;
    /// The account begins or ends: while it lives the last payment method may not be removed.
    virtual Status tell(const Caller& caller, const AccountState& state) = 0;
};

/// How the engine's events are written for the services above.
class EngineEvents {
  public:
    virtual ~EngineEvents() = default;
    virtual std::string invoice(const Invoice& invoice) = 0;
    virtual std::string term(const Term& term, const std::string& time_zone) = 0;
    virtual std::string payment_failed(const Invoice& invoice, const Attempt& attempt, int number,
                                       std::optional<Timestamp> next) = 0;
    virtual std::string past_due(const Debt& debt) = 0;
    virtual std::string suspended(Timestamp since) = 0;
    virtual std::string restored() = 0;
    virtual std::string ended(Date on, const std::string& reason) = 0;
    virtual std::string upcoming(int days, Date date, const Money& total) = 0;
    virtual std::string window_closing(Date deadline) = 0;
    virtual std::string trial_ending(Date ends_on) = 0;
    virtual std::string clock_moved(Timestamp now) = 0;
};

}  // namespace tenure::billing
