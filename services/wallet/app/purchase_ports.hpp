#pragma once
// What buying packs needs from outside: the seller's rows beside the wallet's, and the payment
// method.

#include "selling/ports.hpp"
#include "wallet/app/ports.hpp"
#include "wallet/domain/recharge.hpp"

namespace tenure::wallet {

/// A pack whose order was accepted, and whether its credits are in the wallet.
struct PackRow {
    ChangeId order;
    std::string invoice;
    Credits credits;
    std::optional<WalletTransactionId> credited_by;  ///< while they are
    bool returned = false;                           ///< its payment has come back
};

/// One transaction on one account, locked before its wallet is.
class PurchaseTx {
  public:
    virtual ~PurchaseTx() = default;
    virtual selling::SellerTx& seller() = 0;
    virtual WalletTx& wallet() = 0;
    virtual std::optional<PackRow> pack_of(const ChangeId& order) = 0;
    virtual std::optional<PackRow> pack_of_invoice(const std::string& invoice) = 0;
    virtual void save(const PackRow& pack) = 0;
    /// Of accepted packs that are neither in the wallet nor returned.
    virtual Credits uncredited() = 0;
    virtual std::optional<Recharge> recharge() = 0;
    virtual void save(const Recharge& recharge) = 0;
    /// The zone of the account's dates, once its term is known; the wallet must exist.
    virtual void set_time_zone(const std::string& zone) = 0;
};

class PurchaseStore {
  public:
    virtual ~PurchaseStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(PurchaseTx&)>& body) = 0;
    virtual selling::SellerReads& seller() = 0;
    virtual std::optional<Recharge> recharge(const AccountId& account) = 0;
    /// The account that waits longest for a recharge, and may have one now; it is taken for a
    /// while, so that two processes do not meet there.
    virtual std::optional<AccountId> take_due_recharge(Timestamp now) = 0;
};

/// How the history shows what was changed: as the API does.
class AuditWriter {
  public:
    virtual ~AuditWriter() = default;
    virtual std::string purchase(const selling::Change& purchase, Timestamp now) const = 0;
    virtual std::string recharge(const Recharge& recharge) const = 0;
};

/// billing's test clocks.
class TestClocks {
  public:
    virtual ~TestClocks() = default;
    /// The account's present; nothing when it has no test clock.
    virtual Result<std::optional<Timestamp>> now(const Caller& caller) = 0;
};

/// payment-method, which lies below.
class PaymentMethods {
  public:
    virtual ~PaymentMethods() = default;
    /// Whether the default payment method is a card; false without one.
    virtual Result<bool> default_is_card(const Caller& caller) = 0;
};

}  // namespace tenure::wallet
