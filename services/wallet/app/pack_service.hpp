#pragma once
// Packs: ordered of billing, credited when paid, taken back when the payment comes back. And what
// billing tells of the account: its time zone, its trial, its end.

#include "selling/flow.hpp"
#include "wallet/app/purchase_ports.hpp"
#include "wallet/domain/catalog.hpp"

namespace tenure::wallet {

using selling::Change;

/// What auto-recharge asks of the services below.
struct RechargeSources {
    PaymentMethods& methods;
    TestClocks& clocks;
};

struct PackCommand {
    Caller caller;
    std::string pack;
    std::optional<IdempotencyKey> key;
};

class PackService {
  public:
    PackService(PurchaseStore& store, selling::Billing& billing, const Catalog& catalog,
                const EventDocuments& documents, const AuditWriter& written, RechargePolicy policy);

    /// Buys a pack. One whose payment's outcome is not known yet comes back `pending`. Errors:
    /// `unknown_pack`, billing's refusals, payment_required with the decline's code.
    Result<Change> buy(const PackCommand& command);
    /// Error `change_not_found`.
    Result<Change> purchase(const AccountId& account, const ChangeId& id);
    Result<selling::ChangePage> purchases(const AccountId& account, int limit,
                                          const std::string& cursor);

    /// Auto-recharge as the customer has set it; off when he never did.
    Recharge recharge(const AccountId& account);
    /// Replaces the settings whose version is named. Errors: `unknown_pack`, `card_required`,
    /// `if_match_failed`, invalid fields.
    Result<Recharge> set_recharge(const Caller& caller, const Recharge& wanted,
                                  PaymentMethods& methods);
    /// Buys what auto-recharge is due to buy for one account, at the account's present; false when
    /// none is due. `now`: of accounts without a test clock.
    Result<bool> recharge_one(const std::function<Caller(const AccountId&)>& caller_for,
                              const RechargeSources& sources, Timestamp now);

    Result<bool> sweep(const std::function<Caller(const AccountId&)>& caller_for);

    /// Takes an event over, once.
    Status take_over(const selling::BillingEvent& event);

  private:
    Result<selling::Purchase> purchase_of(const Change& change) const;
    Change draft_of(const Pack& pack, bool automatic) const;
    void settled(PurchaseTx& tx, const selling::Settled& news) const;
    void credit(PurchaseTx& tx, const AccountId& account, PackRow pack, Timestamp at) const;
    void take_back(PurchaseTx& tx, const AccountId& account, PackRow pack, Timestamp at) const;
    void take_invoice(PurchaseTx& tx, const selling::BillingEvent& event, PackRow pack) const;
    Status take_licence(PurchaseTx& tx, const selling::BillingEvent& event) const;
    /// Nothing without settings.
    std::optional<RechargeStep> decide(PurchaseTx& tx, const Caller& caller) const;
    Result<Caller> present_caller(Caller caller, const Recharge& settings,
                                  TestClocks& clocks) const;
    Result<bool> recharge_now(const Caller& caller, const Pack& pack);
    Status decline_recharge(const Caller& caller, const std::string& reason);
    Status switch_off(const Caller& caller, const std::string& reason);
    void declined(PurchaseTx& tx, const Caller& caller, const std::string& reason) const;
    void save_audited(PurchaseTx& tx, const Caller& caller, const Recharge& before,
                      const Recharge& after, const std::string& action) const;

    PurchaseStore& store_;
    const Catalog& catalog_;
    const EventDocuments& documents_;
    const AuditWriter& written_;
    const RechargePolicy policy_;
    selling::ChangeFlow<PurchaseTx> flow_;
};

/// Whether auto-recharge bought it.
bool is_automatic(const Change& change);
/// What it brings.
Credits credits_of(const Change& change);

}  // namespace tenure::wallet
