#pragma once
// What the use cases need from outside: the store, the keyed fingerprint and the wording of events.
// The payment provider's port has a file of its own (provider.hpp).

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/audit.hpp"
#include "domain/caller.hpp"
#include "domain/id.hpp"
#include "domain/idempotency.hpp"
#include "domain/result.hpp"
#include "payment_method/app/provider.hpp"
#include "payment_method/domain/payment.hpp"
#include "payment_method/domain/payment_method.hpp"
#include "payment_method/domain/refund.hpp"

namespace tenure::payment_method {

/// What identifies an instrument within an account without its number.
struct InstrumentIdentity {
    std::string fingerprint;
    std::optional<CardExpiry> expiry;  ///< of a card
};

/// A payment and what it is charged to.
struct Charge {
    Payment payment;
    std::optional<CardExpiry> expiry;  ///< of a card
    std::string provider;              ///< by name
    std::string token;                 ///< empty once the method was removed
    /// Of a bank account: as it was before this payment.
    std::optional<MandateLife> mandate = {};
    std::optional<TimeZone> zone = {};  ///< the account's; the store always tells
};

/// What is stored of a method beside what the account sees.
struct RegisteredRow {
    std::string provider;
    std::string token;
    std::string fingerprint;
    std::optional<Timestamp> notice_at;
};

/// What a mandate's holder agreed to change.
struct MandateAmended {
    SepaDebit debit;
    RegisteredRow row;
    Acceptance acceptance;
};

/// Whether the account has something running that it pays for, as billing told.
enum class SubscriptionState { none, live, ended };

/// One transaction on one account, which it has locked.
class PaymentMethodTx {
  public:
    virtual ~PaymentMethodTx() = default;
    /// Remembers that the account lives by a test clock.
    virtual void put_on_test_clock() = 0;
    virtual SubscriptionState subscription_state() = 0;
    virtual void set_subscription_state(SubscriptionState state) = 0;
    virtual TimeZone zone() = 0;
    virtual void set_zone(const TimeZone& zone) = 0;

    virtual std::optional<PaymentMethod> method(const PaymentMethodId& id) = 0;
    virtual std::optional<PaymentMethod> default_method() = 0;
    virtual std::size_t count_methods() = 0;
    virtual bool has_instrument(const InstrumentIdentity& identity) = 0;
    virtual bool has_open_payment(const PaymentMethodId& id) = 0;
    /// Inserts a method (not as the default) and claims the request's key for it. `notice_at`: when
    /// the account is to be told that it expires.
    virtual Status insert(const PaymentMethod& method, const RegisteredRow& row,
                          const std::optional<IdempotencyKey>& key) = 0;
    virtual void set_default(const PaymentMethodId& id) = 0;
    /// Marks it removed and forgets its token. It is the default no longer. What it was known by.
    virtual RegisteredRow remove(const PaymentMethodId& id, Timestamp now) = 0;
    /// What the provider knows a method by; nothing once it was removed.
    virtual std::optional<RegisteredRow> registered(const PaymentMethodId& id) = 0;
    /// Of all bank accounts that are kept.
    virtual std::vector<RegisteredRow> bank_accounts() = 0;
    /// Another account, or holder, under the same mandate.
    virtual void amend(const PaymentMethod& before, const MandateAmended& amended) = 0;
    /// A mandate that takes the place of the one before, which stays in the books.
    virtual void replace_mandate(const PaymentMethodId& id, const Mandate& mandate) = 0;
    virtual void cancel_mandate(const PaymentMethodId& id, Timestamp now) = 0;
    /// False when it was over before, or there is none.
    virtual bool end_mandate(const PaymentMethodId& id, Timestamp now) = 0;
    /// Takes note that the account was told of the expiry; false when it had been before.
    virtual bool take_notice(const PaymentMethodId& id) = 0;

    virtual std::optional<Charge> charge(const PaymentId& id) = 0;
    virtual void insert(const Payment& payment, const Caller& caller) = 0;
    virtual void update(const Payment& payment, Timestamp now) = 0;
    /// True when the payment was called off before it was made.
    virtual bool is_cancelled(const PaymentId& id) = 0;
    virtual void cancel(const PaymentId& id, Timestamp now) = 0;

    virtual std::optional<Refund> refund(const RefundId& id) = 0;
    /// What was promised to be paid back of a payment: all refunds that have not failed.
    virtual std::int64_t promised_minor(const PaymentId& payment) = 0;
    virtual void insert(const Refund& refund, const Caller& caller) = 0;
    virtual void update(const Refund& refund, Timestamp now) = 0;

    virtual void append_event(const std::string& type, const std::string& data, Timestamp now) = 0;
    /// Writes the change down in the account's history.
    virtual void audit(const Caller& caller, const AuditedChange& change) = 0;
};

struct MethodPage {
    std::vector<PaymentMethod> methods;
    std::optional<std::string> next_cursor;
};

/// A payment or refund without an outcome that nobody has worked on for a while.
struct Unfinished {
    AccountId account;
    PaymentId payment;
};
struct UnfinishedRefund {
    AccountId account;
    RefundId refund;
};

/// A provider's notification that waits to be acted upon.
struct WaitingNotification {
    std::string provider;
    Notification notification;
};

/// Something that time brings: a payment's news, or the notice that a card expires.
struct Due {
    AccountId account;
    std::optional<PaymentId> payment;
    std::optional<PaymentMethodId> expiring;
    Timestamp at;
};

class PaymentMethodStore {
  public:
    virtual ~PaymentMethodStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(PaymentMethodTx&)>& body) = 0;
    /// The account's time zone; the configured one while it is not known.
    virtual TimeZone zone(const AccountId& account) = 0;
    virtual std::optional<PaymentMethod> method(const AccountId& account,
                                                const PaymentMethodId& id) = 0;
    virtual std::optional<PaymentMethod> default_method(const AccountId& account) = 0;
    /// Whether a method of the account is kept by the provider under this token.
    virtual bool has_token(const AccountId& account, const std::string& provider,
                           const std::string& token) = 0;
    /// Newest first. Error `invalid_fields` for a cursor that we did not make.
    virtual Result<MethodPage> page(const AccountId& account, int limit,
                                    const std::string& cursor) = 0;
    virtual std::optional<Charge> charge(const AccountId& account, const PaymentId& id) = 0;
    /// Takes one unfinished payment whose lease has passed, and leases it anew with back-off.
    virtual std::optional<Unfinished> take_unfinished() = 0;
    virtual std::optional<Refund> refund(const AccountId& account, const RefundId& id) = 0;
    virtual std::optional<UnfinishedRefund> take_unfinished_refund() = 0;
    /// Keeps a notification until it was acted upon; the same one again changes nothing.
    virtual void keep(const WaitingNotification& waiting, Timestamp now) = 0;
    /// Takes one that waits, and leases it with back-off.
    virtual std::optional<WaitingNotification> take_notification() = 0;
    virtual void finish(const WaitingNotification& waiting) = 0;
    /// How many payments have no outcome yet, of all accounts. For metrics.
    virtual std::int64_t count_unfinished() = 0;
    /// What comes next on the account's agenda.
    virtual std::optional<Due> next_due(const AccountId& account) = 0;
    /// Takes one thing that is due by `now`, of any account that is not on a test clock. A payment
    /// is leased, so that it comes back later should the provider not answer.
    virtual std::optional<Due> take_due(Timestamp now) = 0;
};

/// Tells equal numbers of cards and accounts from different ones without keeping them: keyed, over
/// the whole number.
class Fingerprints {
  public:
    virtual ~Fingerprints() = default;
    virtual std::string of(const CardNumber& number) const = 0;
    virtual std::string of(const Iban& iban) const = 0;
};

/// The data of our events, as JSON (proto-docs/internal.md).
class EventDocuments {
  public:
    virtual ~EventDocuments() = default;
    virtual std::string of(const PaymentMethod& method) const = 0;
    /// As the history shows it: as the API does.
    virtual std::string shown(const PaymentMethod& method, const TimeZone& zone,
                              Timestamp now) const = 0;
    virtual std::string of(const Payment& payment) const = 0;
    virtual std::string of(const Payment& payment, const Refund& refund) const = 0;
};

}  // namespace tenure::payment_method
