#pragma once
// What the use cases need from outside: the store, the payment provider, the keyed fingerprint and
// the wording of events.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/caller.hpp"
#include "domain/id.hpp"
#include "domain/idempotency.hpp"
#include "domain/result.hpp"
#include "payment_method/domain/card_check.hpp"
#include "payment_method/domain/payment.hpp"
#include "payment_method/domain/payment_method.hpp"

namespace tenure::payment_method {

/// What identifies a card within an account without its number.
struct CardIdentity {
    std::string fingerprint;
    CardExpiry expiry;
};

/// A payment and what it is charged to.
struct Charge {
    Payment payment;
    CardExpiry expiry;
    std::string token;  ///< empty once the method was removed
};

/// One transaction on one account, which it has locked.
class PaymentMethodTx {
  public:
    virtual ~PaymentMethodTx() = default;
    virtual std::optional<PaymentMethod> method(const PaymentMethodId& id) = 0;
    virtual std::optional<PaymentMethod> default_method() = 0;
    virtual std::size_t count_methods() = 0;
    virtual bool has_card(const CardIdentity& identity) = 0;
    virtual bool has_open_payment(const PaymentMethodId& id) = 0;
    /// Inserts a method (not as the default) and claims the request's key for it.
    virtual Status insert(const PaymentMethod& method, const std::string& token,
                          const std::string& fingerprint,
                          const std::optional<IdempotencyKey>& key) = 0;
    virtual void set_default(const PaymentMethodId& id) = 0;
    /// Marks it removed and forgets its token, which is returned.
    virtual std::string remove(const PaymentMethodId& id, Timestamp now) = 0;

    virtual std::optional<Charge> charge(const PaymentId& id) = 0;
    virtual void insert(const Payment& payment, const Caller& caller) = 0;
    virtual void update(const Payment& payment, Timestamp now) = 0;

    virtual void append_event(const std::string& type, const std::string& data, Timestamp now) = 0;
};

struct MethodPage {
    std::vector<PaymentMethod> methods;
    std::optional<std::string> next_cursor;
};

/// A payment without an outcome that nobody has worked on for a while.
struct Unfinished {
    AccountId account;
    PaymentId payment;
};

class PaymentMethodStore {
  public:
    virtual ~PaymentMethodStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(PaymentMethodTx&)>& body) = 0;
    virtual std::optional<PaymentMethod> method(const AccountId& account,
                                                const PaymentMethodId& id) = 0;
    virtual std::optional<PaymentMethod> default_method(const AccountId& account) = 0;
    /// Newest first. Error `invalid_fields` for a cursor that we did not make.
    virtual Result<MethodPage> page(const AccountId& account, int limit,
                                    const std::string& cursor) = 0;
    virtual std::optional<Charge> charge(const AccountId& account, const PaymentId& id) = 0;
    /// Takes one unfinished payment whose lease has passed, and leases it anew with back-off.
    virtual std::optional<Unfinished> take_unfinished() = 0;
    /// How many payments have no outcome yet, of all accounts. For metrics.
    virtual std::int64_t count_unfinished() = 0;
};

/// A card as the provider keeps it.
struct RegisteredCard {
    std::string token;
    Funding funding = Funding::unknown;
};

/// What a provider is asked to charge. Account and payment are its idempotency key: however often
/// it is asked under the same key, it charges once.
struct ChargeRequest {
    AccountId account;
    PaymentId payment;
    std::string token;
    Money amount;
};

/// A company that keeps cards and charges them. Implementations never throw for what a network can
/// do: a time-out while charging is the outcome `unknown`.
class Provider {
  public:
    virtual ~Provider() = default;
    virtual Result<RegisteredCard> register_card(const CheckedCard& card) = 0;
    virtual void forget_card(const std::string& token) = 0;
    virtual ChargeOutcome charge(const ChargeRequest& request) = 0;
    /// What became of a charge; nothing when the provider never saw the key.
    virtual std::optional<ChargeOutcome> find(const AccountId& account,
                                              const PaymentId& payment) = 0;
};

/// Tells equal card numbers from different ones without keeping them: keyed, over all digits.
class Fingerprints {
  public:
    virtual ~Fingerprints() = default;
    virtual std::string of(const CardNumber& number) const = 0;
};

/// The data of our events, as JSON (proto-docs/internal.md).
class EventDocuments {
  public:
    virtual ~EventDocuments() = default;
    virtual std::string of(const PaymentMethod& method) const = 0;
    virtual std::string of(const Payment& payment) const = 0;
};

}  // namespace tenure::payment_method
